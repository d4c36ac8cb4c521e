"""Exports a set-up for other tools: Terraform, ROS, aliyun CLI and JSON."""

import rolewright

hcl = rolewright.export(["my-images"], format="hcl", tags={"team": "images"})
assert 'resource "alicloud_ram_role"' in hcl
ros = rolewright.export(["my-images"], format="ros", tags={"team": "images"})
assert "ALIYUN::RAM::Role" in ros
script = rolewright.export(["my-images"], format="cli", tags={"team": "images"})
assert "aliyun ram CreateRole" in script
for text in (hcl, ros, script):
    print(f"{len(text.splitlines())} lines")
print(rolewright.export(["my-images"], format="json"))
