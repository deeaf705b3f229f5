"""HTTP/1.1 to providers over asyncio's transports and h11: what a request needs, light enough for a first prompt."""
