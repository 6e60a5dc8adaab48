// Which words does the citizen read, and in which language?

import { read, write } from "./storage.js";

const LANGUAGES = ["en", "zh-Hant", "zh-Hans"];
const LOCALES = { en: "en-GB", "zh-Hant": "zh-Hant-HK", "zh-Hans": "zh-Hans-CN" };
const STORED_AS = "civicdesk.language";
const NUMBERS = { hotline: "1866", emergency: "999" };

// English, Traditional and Simplified Chinese; a row that ends early goes on as its last text.
const TEXT = {
  city: ["Ching Wan City", "晴灣市", "晴湾市"],
  skip: ["Skip to your question", "跳到提問欄", "跳到提问栏"],
  languages: ["Language", "語言", "语言"],
  statement: ["Answers come only from approved government articles.", "所有答案均來自經審批的政府資料。", "所有答案均来自经审批的政府资料。"],
  heading: ["How can we help you?", "有甚麼可以幫到你？", "有什么可以帮到你？"],
  intro: ["Ask about government services in your own words, in English or Chinese. An automated assistant replies at once, and you can talk to a person at any time.", "你可用自己的說法，以中文或英文查詢政府服務。自動助理會即時回覆，你亦可隨時聯絡職員。", "你可用自己的说法，以中文或英文查询政府服务。自动助理会即时回复，你亦可随时联络职员。"],
  starters: ["People often ask", "市民常問", "市民常问"],
  starter1: ["How do I renew my full driving licence?", "如何為正式駕駛執照續期？", "正式驾驶执照到期了怎么续期？"],
  starter2: ["How do I apply for public rental housing?", "如何申請公共租住房屋（公屋）？", "怎样申请公共租住房屋（公屋）？"],
  starter3: ["How do I replace a lost or damaged identity card?", "身份證遺失或損毀，如何補領？", "身份证丢失或损坏，怎样补领？"],
  starter4: ["My employer has not paid my wages. How do I make a claim?", "僱主拖欠工資，如何提出申索？", "雇主拖欠工资，怎样追讨？"],
  help: ["In an emergency call {emergency}. Contact centre hotline: {hotline}.", "如遇緊急情況，請致電 {emergency}。聯絡中心熱線：{hotline}。", "如遇紧急情况，请致电 {emergency}。联络中心热线：{hotline}。"],
  conversation: ["Conversation", "對話", "对话"],
  question: ["Your question", "你的問題", "你的问题"],
  placeholder: ["Type here", "請在此輸入", "请在此输入"],
  privacy: ["Please leave out identity card, passport and bank numbers.", "請勿輸入身份證、護照或銀行帳戶號碼。", "请勿输入身份证、护照或银行账户号码。"],
  send: ["Send", "傳送", "发送"],
  person: ["Talk to a person", "聯絡職員", "联络职员"],
  report: ["Report a problem", "報告問題", "报告问题"],
  restart: ["New conversation", "開始新對話", "开始新对话"],
  left: ["{n} characters left", "尚可輸入 {n} 字", "还可输入 {n} 字"],
  over: ["{n} characters too many", "超出 {n} 字"],
  empty: ["Please type your question first.", "請先輸入問題。", "请先输入问题。"],
  tooLong: ["Your question is too long. Please keep it within {n} characters.", "問題過長，請縮短至 {n} 字以內。", "问题过长，请缩短至 {n} 字以内。"],
  busy: ["Please wait for the answer to your last question.", "請稍候，正在回覆你上一條問題。", "请稍候，正在回复你上一条问题。"],
  offline: ["You are offline. Your words stay on this page; send them when the connection is back.", "你現時離線。輸入的文字會保留在本頁，恢復連線後即可傳送。", "你现时离线。输入的文字会保留在本页，恢复连线后即可发送。"],
  you: ["You", "你"],
  assistant: ["CivicDesk"],
  automated: ["Automated answer", "自動回覆", "自动回复"],
  accepted: ["Your question has been received…", "已收到你的問題……", "已收到你的问题……"],
  searching: ["Looking through the approved articles…", "正在查閱經審批的資料……", "正在查阅经审批的资料……"],
  answering: ["Checking the answer…", "正在核對答案……", "正在核对答案……"],
  checking: ["This is the approved text. A simpler wording is being checked…", "這是經審批的資料，正在核對較淺白的版本……", "这是经审批的资料，正在核对较浅白的版本……"],
  simpler: ["Automated answer: the source below, put into simpler words by a machine", "自動回覆：由電腦根據以下資料改寫，文字較淺白", "自动回复：由电脑根据以下资料改写，文字较浅白"],
  showApproved: ["Show the approved text", "顯示經審批的原文", "显示经审批的原文"],
  hideApproved: ["Hide the approved text", "隱藏經審批的原文", "隐藏经审批的原文"],
  noApproved: ["The approved text cannot be shown now. Please open the source.", "現時未能顯示原文，請開啟資料來源。", "现时未能显示原文，请打开资料来源。"],
  found: ["Found in an approved article", "已找到經審批的資料", "已找到经审批的资料"],
  source: ["Source", "資料來源", "资料来源"],
  sources: ["Sources", "資料來源", "资料来源"],
  reviewed: ["Last reviewed ", "最近檢視日期：", "最近检视日期："],
  newTab: [" (opens in a new tab)", "（在新分頁開啟）", "（在新标签页打开）"],
  emergency: ["Get help now", "請立即求助", "请立即求助"],
  contact: ["Leave your contact details", "留下聯絡資料", "留下联络资料"],
  helpful: ["Was this helpful?", "這個答案對你有幫助嗎？", "这个答案对你有帮助吗？"],
  yes: ["Yes", "有"],
  no: ["No", "沒有", "没有"],
  thanks: ["Thank you. Your reply helps us improve the articles.", "多謝你的意見，我們會據此改善資料。", "多谢你的意见，我们会据此改善资料。"],
  why: ["What was wrong? (optional)", "問題在哪裏？（可選擇不答）", "问题在哪里？（可选择不答）"],
  wrong_topic: ["Not what I asked", "答非所問", "答非所问"],
  incomplete: ["Something is missing", "資料不全", "资料不全"],
  out_of_date: ["Out of date or incorrect", "資料過時或有誤", "资料过时或有误"],
  hard_to_understand: ["Hard to understand", "難以明白", "难以明白"],
  failed: ["This could not be sent. Please try again, or call {hotline}.", "未能送出，請再試一次，或致電 {hotline}。", "未能送出，请再试一次，或致电 {hotline}。"],
  personIntro: ["A member of staff will receive this conversation, so you need not repeat it. Every box may be left empty.", "職員會收到這次對話的內容，你無須重複說明。以下各欄均可留空。", "职员会收到这次对话的内容，你无须重复说明。以下各栏均可留空。"],
  name: ["Name", "姓名"],
  email: ["Email", "電郵", "电邮"],
  phone: ["Telephone", "電話", "电话"],
  note: ["Anything to add", "補充資料", "补充资料"],
  contactHint: ["Without an email or a telephone number we can read this, but not reply to you.", "如不提供電郵或電話，職員可閱讀內容，但未能回覆你。", "如不提供电邮或电话，职员可阅读内容，但未能回复你。"],
  request: ["Send request", "送出要求"],
  cancel: ["Cancel", "取消"],
  badEmail: ["Please check the email address, for example name@example.com.", "請檢查電郵地址，例如 name@example.com。", "请检查电邮地址，例如 name@example.com。"],
  badPhone: ["Please check the telephone number; it needs at least 5 digits.", "請檢查電話號碼，最少須有 5 個數字。", "请检查电话号码，最少须有 5 个数字。"],
  reference: ["Reference number", "檔案編號", "档案编号"],
  waiting: ["Waiting for a member of staff", "正在等候職員", "正在等候职员"],
  placeAndWait: ["Waiting for a member of staff: number {place}, about {minutes} min", "正在等候職員：第 {place} 位，約 {minutes} 分鐘", "正在等候职员：第 {place} 位，约 {minutes} 分钟"],
  state_waiting: ["Waiting for a member of staff", "正在等候職員", "正在等候职员"],
  state_with_agent: ["A member of staff has joined", "職員已加入對話", "职员已加入对话"],
  state_released: ["The automated assistant is back", "自動助理繼續為你服務", "自动助理继续为你服务"],
  state_closed: ["The conversation with our staff has ended", "與職員的對話已結束", "与职员的对话已结束"],
  staff: ["Member of staff", "職員", "职员"],
  yourMessage: ["Your message", "你的訊息", "你的信息"],
  writing: ["is writing…", "正在輸入……", "正在输入……"],
  rateTitle: ["How did we do?", "你對服務滿意嗎？", "你对服务满意吗？"],
  rateHow: ["How satisfied are you with the help you received?", "你對這次服務的滿意程度：", "你对这次服务的满意程度："],
  rate1: ["Very dissatisfied", "非常不滿意", "非常不满意"],
  rate2: ["Dissatisfied", "不滿意", "不满意"],
  rate3: ["Neither", "一般"],
  rate4: ["Satisfied", "滿意", "满意"],
  rate5: ["Very satisfied", "非常滿意", "非常满意"],
  rateComment: ["Anything to add (optional)", "其他意見（可選擇不填）", "其他意见（可选择不填）"],
  rateSend: ["Send", "送出"],
  rateMissing: ["Please choose one of the five.", "請在五項中選擇一項。", "请在五项中选择一项。"],
  rateThanks: ["Thank you for telling us.", "多謝你的意見。", "多谢你的意见。"],
  lost: ["The connection was lost. Your question is kept.", "連線中斷，你的問題已保留。", "连线中断，你的问题已保留。"],
  retry: ["Try again", "再試一次", "再试一次"],
  refused: ["The service could not accept this question. Please shorten it or put it another way.", "系統未能接受這條問題，請縮短或換個說法。", "系统未能接受这条问题，请缩短或换个说法。"],
  down: ["The service is not available at the moment. Please try again later, or call {hotline}.", "服務暫時未能使用，請稍後再試，或致電 {hotline}。", "服务暂时未能使用，请稍后再试，或致电 {hotline}。"],
  tooMany: ["Many messages came in a short time. Your question is kept; please wait a minute and try again.", "短時間內收到太多訊息。你的問題已保留，請等候一分鐘後再試。", "短时间内收到太多消息。你的问题已保留，请等候一分钟后再试。"],
  switchedOff: ["Asking on this page is closed at the moment. Your question is kept. Please try again later, or call {hotline}.", "網上查詢服務現時暫停，你的問題已保留。請稍後再試，或致電 {hotline}。", "网上查询服务现时暂停，你的问题已保留。请稍后再试，或致电 {hotline}。"],
  renewed: ["The earlier conversation had expired, so a new one was started.", "先前的對話已逾時，現已開始新對話。", "先前的对话已逾时，现已开始新对话。"],
};

/** Add the words of another page of ours. */
export function addWords(rows) {
  Object.assign(TEXT, rows);
}

/** The one of our languages that a browser's tag means, or null: zh-HK is zh-Hant, zh-SG is zh-Hans. */
function servedLanguage(tag) {
  const wanted = String(tag || "").toLowerCase();
  if (/^en\b/.test(wanted)) return "en";
  if (!/^(zh|yue)\b/.test(wanted)) return null;
  return /hant|-(hk|tw|mo)\b|^yue/.test(wanted) && !/hans/.test(wanted) ? "zh-Hant" : "zh-Hans";
}

/** The language to open the page in: the address, then the last choice, then the browser's own list. */
export function preferredLanguage() {
  const asked = [new URLSearchParams(location.search).get("lang"), read("localStorage", STORED_AS)];
  return [...asked, ...navigator.languages].map(servedLanguage).find(Boolean) || "en";
}

/** Keep the citizen's choice of language for the next visit. */
export function storeLanguage(language) {
  write("localStorage", STORED_AS, language);
}

/** The language that the page is shown in; an answer may be in another. */
export function pageLanguage() {
  return document.documentElement.lang;
}

/** The words under a key in one language, with the values put in their places. */
export function words(key, language, values = {}) {
  const row = TEXT[key];
  const template = row[Math.max(0, LANGUAGES.indexOf(language))] ?? row.at(-1);
  return template.replace(/\{(\w+)\}/g, (whole, name) => ({ ...NUMBERS, ...values })[name] ?? whole);
}

/** A date as its language writes it: 1 May 2026, 2026年5月1日. */
export function dateInWords(isoDate, language) {
  const date = new Date(`${isoDate.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone: "UTC" }).format(date);
}

/** Fill an element with words that follow the page's language when it is switched. */
export function fill(element, key, values = {}) {
  element.dataset.text = key;
  element.dataset.values = JSON.stringify(values);
  element.textContent = words(key, pageLanguage(), values);
  return element;
}

/** Empty an element that was filled. */
export function erase(element) {
  delete element.dataset.text;
  element.textContent = "";
}

/** Write every marked word of the page in one language. */
export function translatePage(language) {
  document.documentElement.lang = language;
  document.title = `CivicDesk · ${words("city", language)}`;
  for (const element of document.querySelectorAll("[data-text]")) {
    fill(element, element.dataset.text, JSON.parse(element.dataset.values || "{}"));
  }
  for (const [mark, attribute] of [["label", "aria-label"], ["placeholder", "placeholder"]]) {
    for (const element of document.querySelectorAll(`[data-${mark}]`)) {
      element.setAttribute(attribute, words(element.dataset[mark], language));
    }
  }
}
