"""Is a language that is not served recognised, and is nothing else taken for one?"""

import pytest

from assistant.foreign_languages import Alarm, find_foreign
from assistant.languages import LANGUAGES
from eval.datasets.questions import read_lines
from eval.datasets.sample import answerable_questions, messages_with_intents, unanswerable_questions
from tests.tracked_files import ROOT

DATA = ROOT.parent / "shared" / "data"
PUBLIC = sorted(DATA.glob("*/questions.jsonl"))

QUESTIONS = {
    "fr": [
        "Comment renouveler mon passeport ?",
        "Où puis-je payer mes impôts ?",
        "Quels documents faut-il pour un permis de conduire ?",
        "Je voudrais inscrire ma fille à l'école",
        "Est-ce que je peux travailler avec ce visa ?",
    ],
    "es": [
        "¿Cómo puedo renovar mi pasaporte?",
        "¿Dónde está la oficina de inmigración?",
        "¿Cuánto cuesta el permiso de conducir?",
        "Quiero pedir una cita para mi hijo",
    ],
    "pt": [
        "Como posso renovar o meu passaporte?",
        "Onde fica a repartição de finanças? Preciso de pagar uma taxa",
        "Quais são os documentos para o visto?",
    ],
    "de": [
        "Wie kann ich meinen Reisepass verlängern?",
        "Wo bekomme ich eine Geburtsurkunde für mein Kind?",
        "Was kostet ein Führerschein und wie lange dauert das?",
    ],
    "it": [
        "Come posso rinnovare il mio passaporto?",
        "Quali documenti sono necessari per la patente?",
        "Vorrei sapere quanto costa il permesso di lavoro",
    ],
    "tl": [
        "Paano mag-renew ng passport?",
        "Saan po ako pwede mag-apply ng HKID?",
        "Magkano ang bayad sa visa?",
        "Kailangan ko ba ng permit para sa aso ko?",
    ],
    "id": [
        "Bagaimana cara memperpanjang paspor saya?",
        "Di mana saya bisa membayar pajak?",
        "Berapa biaya untuk surat izin mengemudi?",
    ],
    "ms": [
        "Bagaimanakah saya boleh memperbaharui pasport?",
        "Di manakah pejabat imigresen? Saya nak bayar cukai",
        "Saya hendak memohon lesen memandu, apa perlu dibawa?",
    ],
    "vi": [
        "Làm thế nào để gia hạn hộ chiếu?",
        "Tôi muốn đổi bằng lái xe ở đâu?",
        "Toi muon gia han ho chieu, can giay to gi?",
    ],
    "ur": [
        "کیا مجھے لائسنس مل سکتا ہے؟",
        "پاسپورٹ کی تجدید کیسے کریں؟",
        "ٹیکس کہاں جمع ہوتا ہے؟",
    ],
    "ar": [
        "كيف يمكنني تجديد جواز السفر؟",
        "أين مكتب الهجرة؟",
    ],
    "fa": [
        "چگونه گذرنامه خود را تمدید کنم؟",
    ],
    "hi": [
        "मुझे लाइसेंस कैसे मिलेगा",
        "पासपोर्ट का नवीनीकरण कहाँ होता है?",
    ],
    "ne": [
        "म मेरो पासपोर्ट कसरी नवीकरण गर्न सक्छु?",
        "लाइसेन्स कहाँ पाउन सकिन्छ? मलाई चाहिएको छ",
    ],
    "th": [
        "ใบขับขี่ต่ออายุอย่างไร",
        "ขอวีซ่าทำงานได้ที่ไหน",
    ],
    "ru": [
        "Как продлить паспорт?",
        "Где можно получить водительские права? Что мне нужно?",
    ],
    "uk": [
        "Як подовжити паспорт? Які документи потрібні?",
    ],
    "ko": [
        "여권을 어떻게 갱신하나요?",
        "운전면허증 재발급은 어디서 하나요?",
    ],
    "ja": [
        "パスポートの更新はどうすればいいですか",
        "運転免許証はどこで更新できますか？",
        "ビザについて教えてください",
    ],
    "ta": [
        "கடவுச்சீட்டை எப்படி புதுப்பிப்பது?",
    ],
    "pa": [
        "ਮੈਂ ਆਪਣਾ ਪਾਸਪੋਰਟ ਕਿਵੇਂ ਨਵਿਆਵਾਂ?",
    ],
    "bn": [
        "আমি কীভাবে পাসপোর্ট নবায়ন করব?",
    ],
}
CALLS = {
    Alarm.DANGER: [
        "Au secours !",
        "Saklolo!",
        "Tulong po, may sunog dito",
        "à l'aide",
        "¡Socorro!",
        "Ayuda",
        "Hilfe!",
        "Aiuto!",
        "tolong tolong",
        "Cứu tôi với",
        "मदद करो",
        "مدد",
        "النجدة",
        "助けて！",
        "살려주세요",
        "ช่วยด้วย ไฟไหม้",
        "помогите",
        "Mayday mayday mayday",
        "mayday",
        "Il y a le feu dans ma maison",
        "Mi casa está en llamas, necesito los bomberos",
        "میرے گھر میں آگ لگ گئی ہے",
        "Feuer in meinem Haus, ich brauche die Feuerwehr",
        "পুলিশ ডাকুন",
        "火事です、救急車を呼んでください",
        "May nasusunog sa bahay ko, tulungan ninyo ako",
        "kebakaran! rumah saya terbakar",
        "آگ",
        "Sunog!",
        "necesito policia",
        "incendio, llamen bomberos",
    ],
    Alarm.CRISIS: [
        "Je veux me suicider",
        "Quiero morir",
        "Gusto ko nang mamatay",
        "میں خودکشی کرنا چاہتا ہوں",
        "मैं आत्महत्या करना चाहता हूँ",
        "자살하고 싶어요",
        "死にたいです",
        "Ich will sterben, ich kann nicht mehr",
        "saya ingin mati",
        "Tôi muốn chết",
        "хочу умереть",
    ],
}
SERVED = [
    "Bonjour",
    "Hello po",
    "Des Voeux Road Central",
    "Lantau",
    "how do i renwe my lisence",
    "Hola",
    "Tai Po Kung Um Road",
    "Ng Ka Ko",
    "Yang Dan, Ang Ka Man",
    "ngo soeng man dim yeung gia hui",
    "wo xiang zu fang zi",
    "wo yao ban hu zhao, zen me zuo?",
    "What does je ne sais quoi mean?",
    "Mayday concert tickets",
    "May Day holiday",
    "police",
    "ambulance",
    "Police station",
    "優の良品喺邊度？",
    "ユニクロ在哪里",
    "ユニクロ喺邊度",
    "“ありがとうございます”是什么意思",
    "Хабаровск是什麼地方",
    "日の出街點去",
    "café opening hours",
    "El Niño",
    "résumé",
    "Lo Wu to Sha Tin la",
    "Las Vegas visa los angeles",
    "mga",
    "How do I get to Rua do Campo?",
    "San Po Kong",
    "Kwun Tong Lam Tin Yau Tong",
    "my name is Maria dos Santos da Silva",
    "Do I need a visa for São Paulo or Los Angeles?",
    "ADA compliance",
    "EST time",
    "un convention",
    "Tin Ha Wan ah",
    "ho m ho yi renew id card a",
    "lei ho ma",
    "mai dan",
    "die Hard licence",
    "suicide",
    "SOS button for elderly",
    "ayuda application form",
    "Socorro Ramos, applicant name",
    "urgent accident report",
    "emergency",
    "Brand registration",
    "emergency brand",
]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in QUESTIONS.items() for text in texts])
def test_a_question_in_another_language_tells_which(code: str, text: str):
    foreign = find_foreign(text)
    assert foreign is not None
    assert (foreign.language.code, foreign.alarm) == (code, None)


@pytest.mark.parametrize("code", QUESTIONS)
def test_each_language_has_its_own_words_for_what_is_served_and_whom_to_call(code: str):
    foreign = find_foreign(QUESTIONS[code][0])
    assert foreign is not None
    assert len(foreign.language.notice) > 40
    assert "999" in foreign.language.call
    told = find_foreign(foreign.language.notice)
    assert told is not None
    assert told.language.code == code


@pytest.mark.parametrize(("alarm", "text"), [(alarm, text) for alarm, texts in CALLS.items() for text in texts])
def test_a_call_for_help_is_heard_in_any_language(alarm: Alarm, text: str):
    foreign = find_foreign(text)
    assert foreign is not None
    assert foreign.alarm is alarm


@pytest.mark.parametrize("text", SERVED)
def test_names_slips_and_single_words_are_no_other_language(text: str):
    assert find_foreign(text) is None


@pytest.mark.parametrize("text", ["", " ", "?!", "🙂", "12345678", "A123456(7)", "\ud800"])
def test_what_holds_no_word_is_no_other_language(text: str):
    assert find_foreign(text) is None


def test_letters_that_nobody_wrote_a_notice_for_are_still_told_apart():
    foreign = find_foreign("როგორ განვაახლო პასპორტი")
    assert foreign is not None
    assert (foreign.language.code, foreign.language.notice) == ("und", "")


def test_no_question_of_the_sample_is_taken_for_another_language():
    questions = [*answerable_questions(), *unanswerable_questions()]
    texts = [text for question in questions for text in (question.text, *(turn.text for turn in question.history))]
    texts += [message.text for message in messages_with_intents()]
    assert len(texts) > 1500
    assert [text for text in texts if find_foreign(text)] == []


@pytest.mark.skipif(not PUBLIC, reason="the public data sets are not at hand")
def test_hardly_a_public_question_is_taken_for_another_language():
    rows = [row for path in PUBLIC for row in read_lines(path)]
    wrong = [row["question"] for row in rows if find_foreign(row["question"])]
    assert {row["lang"] for row in rows if "lang" in row} <= set(LANGUAGES)
    assert len(wrong) <= len(rows) / 1000
