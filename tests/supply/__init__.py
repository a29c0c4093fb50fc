"""What a release says of the packages that it is made of: `make sbom` and `make notices`."""
