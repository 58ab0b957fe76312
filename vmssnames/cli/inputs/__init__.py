"""What commands read: files, inventories, hosts, scale sets, conditions."""
