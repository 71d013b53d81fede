"""建设指南 for the public: how it goes, when, what people get stuck at, what can be downloaded; facts come from where the portal takes them."""
