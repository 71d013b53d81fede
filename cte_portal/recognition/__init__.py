"""认定名单: drafted, put under public notice, published; objections to it; what the ministry decided, recorded by a province."""
