"""Do what happens because of time: one file a job, and the engines that run them."""
