"""消息: what people are told in the portal, and by mail where a server is set."""
