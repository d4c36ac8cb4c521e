'use strict';
// Two users that do the same: one with a pointer, one with the keyboard alone.

const assert = require('node:assert/strict');

/** The most keys until an element must have the focus. */
const MOST = 500;

class Pointer {
  constructor(page) {
    this.page = page;
    this.name = 'with a pointer';
  }

  /** Presses a button or follows a link. */
  async press(target) {
    await target.click();
  }

  async fill(target, text) {
    await target.fill(text);
  }

  async choose(target, value) {
    await target.selectOption(value);
  }

  /** Selects a radio button or a check box. */
  async check(target) {
    await target.check();
  }

  /** Opens or closes a `details` element by its summary. */
  async open(target) {
    await target.click();
  }
}

class Keyboard {
  constructor(page) {
    this.page = page;
    this.name = 'with the keyboard alone';
  }

  async reach(target) {
    await target.waitFor();
    const has = () => target.evaluate((element) => element === document.activeElement);
    for (let count = 0; count < MOST; count += 1) {
      if (await has()) {
        const style = await target.evaluate((element) => {
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
          return { outline: outlineStyle !== 'none' && outlineWidth !== '0px', shadow: boxShadow !== 'none' };
        });
        assert.ok(style.outline || style.shadow, 'the focus is visible');
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`no focus on ${target}`);
  }

  async press(target) {
    await this.reach(target);
    await this.page.keyboard.press('Enter');
  }

  async fill(target, text) {
    await this.reach(target);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }

  async choose(target, value) {
    await this.reach(target);
    await this.page.keyboard.press('Home');
    const place = await target.evaluate(
      (element, wanted) => [...element.options].findIndex((one) => one.value === wanted),
      value,
    );
    for (let count = 0; count < place; count += 1) await this.page.keyboard.press('ArrowDown');
    assert.equal(await target.inputValue(), value);
  }

  async check(target) {
    if (await target.isChecked()) return;
    const isRadio = await target.evaluate((element) => element.type === 'radio');
    if (!isRadio) {
      await this.reach(target);
      await this.page.keyboard.press('Space');
      return;
    }
    // Tab reaches one radio button of a group; the arrows select the others.
    const inGroup = () =>
      target.evaluate(
        (element) =>
          document.activeElement?.type === 'radio' && document.activeElement.name === element.name,
      );
    for (let count = 0; count < MOST && !(await inGroup()); count += 1) await this.page.keyboard.press('Tab');
    for (let count = 0; count < 50 && !(await target.isChecked()); count += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    assert.ok(await target.isChecked());
  }

  async open(target) {
    await this.press(target);
  }
}

module.exports = { USERS: [Pointer, Keyboard] };
