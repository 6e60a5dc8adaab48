// Which words stand around a suggestion, in the agent's language?

import { BY_MODEL_WORDS } from "./by_model_words.js";

const LANGUAGES = ["en", "zh-Hant", "zh-Hans"];

// English, Traditional and Simplified Chinese.
const TEXT = {
  ...BY_MODEL_WORDS,
  heading: ["Suggested reply", "建議回覆", "建议回复"],
  quiet: ["No draft is suggested.", "未有建議草稿。", "没有建议草稿。"],
  why: ["Why?", "原因", "原因"],
  unanswered: ["Not answered by the draft: ", "草稿未有回答：", "草稿没有回答："],
  confidence: ["Confidence", "可信程度", "可信程度"],
  mode: ["Made by", "處理方式", "处理方式"],
  use: ["Use this draft", "使用草稿", "使用草稿"],
  reject: ["Reject because", "不採用，因為", "不采用，因为"],
  wrong_topic: ["wrong topic", "答非所問", "答非所问"],
  incomplete: ["incomplete", "資料不全", "资料不全"],
  out_of_date: ["out of date", "資料過時", "资料过时"],
  wording: ["wording", "措辭不當", "措辞不当"],
  sources: ["Sources", "資料來源", "资料来源"],
  source: ["Source", "來源", "来源"],
  reviewed: ["reviewed", "檢視日期：", "检视日期："],
  newTab: [" (opens in a new tab)", "（在新分頁開啟）", "（在新标签页打开）"],
  passages: ["Passages behind it", "相關段落", "相关段落"],
  internal: ["Internal, do not quote", "內部資料，不可引述", "内部资料，不可引述"],
  score: ["score", "分數", "分数"],
  alternatives: ["Other articles", "其他文章", "其他文章"],
  own: ["The article in your language", "文章（你的語言）", "文章（您的语言）"],
  similar: ["Similar past conversations", "相似的過往對話", "相似的过往对话"],
  asked: ["Asked: ", "查詢：", "查询："],
  replied: ["Replied: ", "回覆：", "回复："],
  actions: ["Next steps", "下一步", "下一步"],
  waiting: ["Waiting for a question…", "等候查詢……", "等候查询……"],
  searching: ["Looking through the articles…", "正在查閱資料……", "正在查阅资料……"],
  ready: ["A suggestion is ready.", "建議已備妥。", "建议已备妥。"],
  standalone: ["This page works in the frame of another desk system.", "本頁須在其他系統的框架內使用。", "本页须在其他系统的框架内使用。"],
  expired: ["The connection has ended. Your desk system has to renew it.", "連線已失效，請由你的系統更新。", "连接已失效，请由您的系统更新。"],
  failed: ["No suggestion could be fetched. Please try again.", "未能取得建議，請再試一次。", "未能取得建议，请再试一次。"],
};

/** The words called `key` in `language`; English where there are none of that language. */
export function words(key, language) {
  const place = Math.max(LANGUAGES.indexOf(language), 0);
  return TEXT[key][place];
}
