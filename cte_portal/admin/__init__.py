"""The administrator's and the auditor's rooms. Neither sees what an application holds."""
