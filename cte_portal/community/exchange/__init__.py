"""Lists in and out of Excel: the template, the export, and the import with everything shown before anything is changed."""
