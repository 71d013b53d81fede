"""本单位设置: what an authority decides about its own way of working; every change is told and audited."""
