"""The trail in words for people."""

from __future__ import annotations

from ..community.workflow import TABLES, label_of
from ..settings import Profile

ACTIONS = {
    "account.created": "建立账号",
    "account.signed_in": "登录",
    "account.sign_in_failed": "登录失败",
    "account.signed_out": "退出",
    "application.assigned": "分配经办人",
    "application.started": "开始申报",
    "authority_settings.changed": "修改本单位设置",
    "batch.added": "批次加入申报",
    "batch.begun": "新建报送批次",
    "batch.described": "填写报送函信息",
    "batch.discarded": "作废报送批次",
    "batch.letter_added": "上传盖章报送函",
    "batch.ordered": "批次重新排序",
    "batch.removed": "批次移出申报",
    "batch.reported": "报送批次",
    "batch.taken_back": "收回报送批次",
    "checklist.answered": "填写审核要点",
    "checklist_item.added": "添加审核要点",
    "checklist_item.changed": "修改审核要点",
    "checklist_item.moved": "调整审核要点顺序",
    "checklist_item.reinstated": "恢复审核要点",
    "checklist_item.retired": "停用审核要点",
    "co_editor.accepted": "接受协作邀请",
    "co_editor.invited": "邀请协作人员",
    "co_editor.invited_again": "再次邀请协作人员",
    "co_editor.mailed": "发出协作邀请邮件",
    "co_editor.withdrawn": "撤回协作邀请",
    "comment.answered": "答复审核意见",
    "community.published": "公布认定",
    "confirmation.answered": "建设单位答复",
    "confirmation.given_out": "生成建设单位确认链接",
    "confirmation.taken_back": "建设单位撤回答复",
    "confirmation.withdrawn": "停用建设单位确认链接",
    "direct.granted": "同意直报",
    "direct.revoked": "撤销直报",
    "draft_comment.removed": "删除意见草稿",
    "draft_comment.restored": "恢复意见草稿",
    "draft_comment.written": "写意见草稿",
    "evidence.added": "上传佐证材料",
    "evidence.removed": "删除佐证材料",
    "evidence.restored": "恢复佐证材料",
    "extension.opened": "开放延期",
    "import.discarded": "放弃导入",
    "import.read": "读取导入文件",
    "part.confirmed": "确认本单位信息",
    "places.asked_for": "申请开放更多栏目",
    "places.opened": "开放修改",
    "private_note.added": "写内部记录",
    "private_note.removed": "删除内部记录",
    "registration.approved": "注册通过",
    "registration.corrected": "更正注册信息",
    "registration.filed": "提交注册",
    "registration.returned": "退回注册",
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
    "view.changed": "修改保存的视图",
    "view.removed": "删除保存的视图",
    "view.restored": "恢复保存的视图",
    "view.saved": "保存视图",
    "view.start": "设置打开时的视图",
}
OBJECTS = {
    "account": "账号",
    "application": "申报",
    "application_version": "定稿版本",
    "authority_settings": "本单位设置",
    "checklist_item": "审核要点",
    "co_editor": "协作人员",
    "community": "共同体",
    "direct_grant": "直报",
    "evidence": "佐证材料",
    "extension": "延期",
    "organisation": "注册单位",
    "private_note": "内部记录",
    "reporting_batch": "报送批次",
    "saved_view": "保存的视图",
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
