"""Where does each sentence end?"""

from assistant.sentences import split_sentences, unit_spans


def test_sentences_end_at_chinese_and_latin_marks_but_not_inside_numbers():
    text = "費用為3.5元。請帶備身份證！Fee is 3.5 dollars. Bring it.\nNew line"
    assert split_sentences(text) == [
        "費用為3.5元。", "請帶備身份證！", "Fee is 3.5 dollars.", "Bring it.", "New line",
    ]  # fmt: skip


def test_a_closing_quotation_mark_stays_with_its_sentence():
    assert split_sentences("他說：「可以。」然後離開。") == ["他說：「可以。」", "然後離開。"]


def units(text: str) -> list[str]:
    return [text[start:end] for start, end in unit_spans(text)]


def test_a_list_stays_whole_with_the_sentence_that_leads_in_to_it():
    text = "Apply in person. Bring:\n\n- your form\n- your photo\n\nThe fee is $900."
    assert units(text) == ["Apply in person.", "Bring:\n\n- your form\n- your photo", "The fee is $900."]
    text = "請親身申請。請帶備：\n\n1. 表格\n2. 照片\n\n費用為900元。"
    assert units(text) == ["請親身申請。", "請帶備：\n\n1. 表格\n2. 照片", "費用為900元。"]
    text = "请亲身申请。请带备：\n\n1. 表格\n2. 照片\n\n费用为900元。"
    assert units(text) == ["请亲身申请。", "请带备：\n\n1. 表格\n2. 照片", "费用为900元。"]


def test_a_table_stays_whole():
    table = "| Class | Fee |\n| --- | --- |\n| Car | $900 |"
    assert units(f"Fees are below.\n\n{table}\n\nPay by card.") == ["Fees are below.", table, "Pay by card."]
