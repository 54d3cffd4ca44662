"""The processes of one machine: web, workers, relay, embedded Redis, and the supervisor over them."""
