"""耗时任务: work that takes minutes (exports, bundles), done in the background, with progress one can leave and come back to."""
