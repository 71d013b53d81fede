"""The trail in words for people."""

from __future__ import annotations

from ..community.workflow import TABLES, label_of
from ..settings import Profile

ACTIONS = {
    "account.created": "建立账号",
    "account.signed_in": "登录",
    "account.sign_in_failed": "登录失败",
    "account.signed_out": "退出",
    "application.started": "开始申报",
    "authority_settings.changed": "修改本单位设置",
    "batch.reported": "报送批次",
    "co_editor.accepted": "接受协作邀请",
    "co_editor.invited": "邀请协作人员",
    "co_editor.invited_again": "再次邀请协作人员",
    "co_editor.mailed": "发出协作邀请邮件",
    "co_editor.withdrawn": "撤回协作邀请",
    "comment.answered": "答复审核意见",
    "confirmation.answered": "建设单位答复",
    "confirmation.given_out": "生成建设单位确认链接",
    "confirmation.taken_back": "建设单位撤回答复",
    "confirmation.withdrawn": "停用建设单位确认链接",
    "direct.granted": "同意直报",
    "draft_comment.removed": "删除意见草稿",
    "draft_comment.restored": "恢复意见草稿",
    "draft_comment.written": "写意见草稿",
    "evidence.added": "上传佐证材料",
    "evidence.removed": "删除佐证材料",
    "evidence.restored": "恢复佐证材料",
    "extension.opened": "开放延期",
    "import.discarded": "放弃导入",
    "import.read": "读取导入文件",
    "objection.contact_read": "查看异议提出人信息",
    "objection.filed": "收到异议",
    "objection.handled": "处理异议",
    "part.confirmed": "确认本单位信息",
    "recognition_list.added": "列入名单",
    "recognition_list.amended": "更正名单",
    "recognition_list.arranged": "调整名单",
    "recognition_list.changed": "修改名单",
    "recognition_list.drafted": "拟定名单",
    "recognition_list.notice_started": "发布公示",
    "recognition_list.published": "公布名单",
    "recognition_list.taken_back": "撤销记录的结果",
    "recognition_list.taken_off": "从名单去掉",
    "recognition_list.taken_out": "移出名单",
    "recognition_list.withdrawn": "撤回名单",
    "registration.approved": "注册通过",
    "registration.corrected": "更正注册信息",
    "registration.filed": "提交注册",
    "registration.returned": "退回注册",
    "results.discarded": "放弃导入结果",
    "results.read": "读取结果表",
    "row.moved": "移动一行",
    "row.removed": "删除一行",
    "row.restored": "恢复一行",
    "row.saved": "保存一行",
    "rows.added": "添加行",
    "rows.import_undone": "撤销导入",
    "rows.imported": "导入",
    "scan.added": "上传盖章扫描件",
    "scan.judged": "核对盖章扫描件",
    "section.looked_at": "核对沿用的内容",
    "section.saved": "保存栏目",
    "version.frozen": "冻结定稿版本",
}
OBJECTS = {
    "account": "账号",
    "application": "申报",
    "application_version": "定稿版本",
    "authority_settings": "本单位设置",
    "co_editor": "协作人员",
    "community": "共同体",
    "direct_grant": "直报",
    "evidence": "佐证材料",
    "extension": "延期",
    "objection": "异议",
    "organisation": "注册单位",
    "recognition_list": "认定名单",
    "result_draft": "结果表",
    "reporting_batch": "报送批次",
    "sealed_scan": "盖章扫描件",
    "unit_confirmation": "建设单位确认",
}


def action_words(action: str) -> str:
    """The trail's action as people read it."""
    step = action.removeprefix("application.")
    if action not in ACTIONS and step in TABLES[Profile.NATIONAL]:
        return label_of(step)
    return ACTIONS.get(action, action)


def object_words(kind: str) -> str:
    return OBJECTS.get(kind, kind)
