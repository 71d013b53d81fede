"""证明材料: files that prove the figures of an indicator; one file may prove several."""
