"""What benches of the whole product stand on: a database of their own, a worker, and what both use of the processor."""
