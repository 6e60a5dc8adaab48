import pytest
@pytest.mark.browser
def test_a():
    pytest.skip("no chromium")
