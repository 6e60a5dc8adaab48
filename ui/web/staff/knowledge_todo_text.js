// Which words stand on the list of what waits?  English, Traditional and Simplified Chinese, as in text.js.

export const TODO_TEXT = {
  todoKinds: ["What kind", "事項類別", "事项类别"],
  todoWhat: ["What", "事項", "事项"],
  todoWhen: ["When", "日期", "日期"],
  todoNone: ["Nothing waits for you.", "沒有待辦事項。", "没有待办事项。"],
  todo_review_due: ["Review due", "須檢視", "须检视"],
  todo_review_soon: ["Review soon", "即將檢視", "即将检视"],
  todo_expiring: ["Ends soon", "即將屆滿", "即将届满"],
  todo_expired: ["Has ended", "已到期", "已到期"],
  todo_scheduled: ["Goes live by itself", "將自動發布", "将自动发布"],
  todo_in_review: ["To approve", "待批准", "待批准"],
  todo_comment: ["Comment", "留言", "留言"],
  todo_parity: ["Languages differ", "各語言內容不一", "各语言内容不一"],
  todo_contradiction: ["Contradiction", "互相矛盾", "互相矛盾"],
  todo_broken_link: ["Broken link", "失效連結", "失效链接"],
  todo_duplicate: ["Duplicate", "重複內容", "重复内容"],
};
