"""What tests stand on: databases of their own, servers in processes of their own, a browser, races."""
