import assert from "node:assert/strict";
import path from "node:path";
import { chromium } from "playwright-core";
import { Network } from "./network.mjs";

/** How long to wait for anything, on a machine that has other things to do. */
const TIMEOUT_MILLIS = 60_000;

/** A browser in which people chat, each in a context of their own. */
export class Stage {
  #browser;
  #address;
  #pictures;
  #people = [];

  constructor(browser, address, pictures) {
    this.#browser = browser;
    this.#address = address;
    this.#pictures = pictures;
  }

  /** `address` is where the page is, `pictures` where screenshots go. */
  static async open({ address, executable, pictures }) {
    const browser = await chromium.launch({
      executablePath: executable,
      timeout: TIMEOUT_MILLIS,
    });
    return new Stage(browser, address, pictures);
  }

  /** The name of a channel that nobody has written to. */
  channel(name) {
    return `${name}-${Math.random().toString(36).slice(2, 6)}`;
  }

  /** Lets `name` open `channel`, with options for the browser context. */
  async person(name, channel, options = {}) {
    const network = await Network.open();
    const { host } = new URL(this.#address);
    const context = await this.#browser.newContext({
      ...options,
      proxy: { server: network.url, bypass: host },
    });
    context.setDefaultTimeout(TIMEOUT_MILLIS);
    const page = await context.newPage();
    const person = new Person(name, page, network);
    this.#people.push(person);
    await page.goto(`${this.#address}#${channel}`);
    await page.getByLabel("Your name").fill(name);
    await person.isLive();
    return person;
  }

  /** Takes a picture of what `person` sees. */
  async picture(person, name) {
    await person.page.screenshot({ path: path.join(this.#pictures, `${name}.png`) });
  }

  /** Takes pictures of what everybody sees, to explain a failure. */
  async pictures(name) {
    for (const person of this.#people) {
      await this.picture(person, `${name}-${person.name}`);
    }
  }

  async close() {
    await this.#browser.close();
    for (const person of this.#people) {
      person.network.close();
    }
    assert.deepEqual(
      this.#people.flatMap((person) => person.errors),
      [],
      "uncaught errors in the pages",
    );
  }
}

/** Somebody before a page, with methods that do and that wait. */
class Person {
  constructor(name, page, network) {
    this.name = name;
    this.page = page;
    this.network = network;
    this.box = page.getByRole("textbox", { name: "Message" });
    this.errors = [];
    page.on("pageerror", (error) => this.errors.push(`${name}: ${error}`));
  }

  async writes(text) {
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /** Waits until the server's version of the message is there. */
  async sees(text) {
    await this.#row(text, ":not([data-pending])").waitFor();
  }

  /** Waits until the message is there and not confirmed. */
  async seesPending(text) {
    await this.#row(text, "[data-pending]").waitFor();
  }

  #row(text, state = "") {
    const own = this.page.locator(".text").getByText(text, { exact: true });
    return this.page.locator(`.message${state}`).filter({ has: own });
  }

  /** Notes from now on each change of which messages are there and pending. */
  async watches() {
    await this.page.evaluate(() => {
      window.watched = [];
      new MutationObserver(() => {
        const rows = [...document.querySelectorAll(".message")];
        const now = rows.map((row) => (row.dataset.pending ? "pending" : "confirmed")).join();
        if (window.watched.at(-1) !== now) window.watched.push(now);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
  }

  /** What was noted since: for each moment, the messages that were there. */
  async watched() {
    return await this.page.evaluate(() => window.watched.filter((now) => now !== ""));
  }

  /** The texts of all messages on the page, oldest first. */
  async texts() {
    return await this.page.locator(".message .text").allTextContents();
  }

  /** Waits until the page counts so many messages. */
  async counts(text) {
    await this.page.getByTestId("count").getByText(text, { exact: true }).waitFor();
  }

  async isLive() {
    await this.page.locator(".connection[data-state=live]").waitFor();
  }

  async isReconnecting() {
    await this.page.locator(".connection[data-state=reconnecting]").waitFor();
  }

  async goesOffline() {
    await this.page.context().setOffline(true);
    this.network.disconnect();
  }

  async comesBack() {
    this.network.connect();
    await this.page.context().setOffline(false);
  }
}
