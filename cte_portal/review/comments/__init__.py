"""What officers write at places of an application while they read it, before anything is sent out."""
