"""报送批次: what a province reports to the ministry at once; a thing of its own, from draft to sent."""
