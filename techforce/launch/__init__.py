"""What `make run` does: prepare a machine of one's own, then keep web, worker and beat running together."""
