import assert from "node:assert/strict";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";

/** What one sends the other sees, at once and counted. */
export async function live(stage) {
  const channel = stage.channel("live");
  const ada = await stage.person("Ada", channel);
  const ben = await stage.person("Ben", channel);

  await ada.writes("Hello Ben");
  await ben.sees("Hello Ben");
  await ben.writes("Hello Ada");
  await ada.sees("Hello Ada");

  await ada.counts("2 messages");
  await ben.counts("2 messages");
  await ben.page.getByRole("link", { name: channel }).waitFor();
}

/** A message is on the sender's page before the server has it, and then confirmed. */
export async function optimistic(stage) {
  const channel = stage.channel("optimistic");
  const ada = await stage.person("Ada", channel);
  const ben = await stage.person("Ben", channel);
  await ada.watches();

  await ada.writes("Fast");
  await ada.sees("Fast");
  assert.equal((await ada.watched())[0], "pending");

  await ada.page.context().setOffline(true);
  await ada.writes("Slow");
  await ada.seesPending("Slow");
  await ada.counts("2 messages");
  await ben.counts("1 message");
  await ada.page.context().setOffline(false);
  await ada.sees("Slow");
  await ben.sees("Slow");
  assert.deepEqual(await ada.texts(), ["Fast", "Slow"]);
}

/** The confirmed message takes the place of the optimistic one in one step. */
export async function replaced(stage) {
  const channel = stage.channel("replaced");
  const ada = await stage.person("Ada", channel);
  await ada.watches();

  await ada.writes("Never twice");
  await ada.sees("Never twice");
  await ada.counts("1 message");

  assert.deepEqual(await ada.watched(), ["pending", "confirmed"]);
}

/** What an action answers is put before its user, who sends it. */
export async function action(stage) {
  const channel = stage.channel("action");
  const ada = await stage.person("Ada", channel);

  await ada.page.getByRole("button", { name: "Roll a die" }).click();
  const isRolled = (box) => /^I rolled a [1-6]\.$/.test(box.value);
  await ada.page.waitForFunction(isRolled, await ada.box.elementHandle());
  const rolled = await ada.box.inputValue();
  await ada.box.press("Enter");

  await ada.sees(rolled);
}

/** Older messages come page by page, and the list stays whole while new ones come. */
export async function history(stage, { server }) {
  const channel = stage.channel("history");
  const client = new ConvexHttpClient(server);
  const send = (text) =>
    client.mutation(anyApi.messages.send, { channel, author: "Eve", text });
  for (let i = 1; i <= 45; i++) {
    await send(`Number ${i}`);
  }
  const numbers = (first, last) =>
    Array.from({ length: last - first + 1 }, (_, i) => `Number ${first + i}`);
  const ada = await stage.person("Ada", channel);
  const more = ada.page.getByRole("button", { name: "Load older messages" });

  await ada.sees("Number 45");
  assert.deepEqual(await ada.texts(), numbers(26, 45));
  await more.click();
  await ada.sees("Number 6");
  await send("Number 46");
  await ada.sees("Number 46");
  assert.deepEqual(await ada.texts(), numbers(6, 46));
  await more.click();
  await ada.sees("Number 1");
  await more.waitFor({ state: "detached" });
  assert.deepEqual(await ada.texts(), numbers(1, 46));
}

/** The server's error is shown, the message is taken back, and it can be corrected. */
export async function refused(stage) {
  const channel = stage.channel("refused");
  const ada = await stage.person("Ada", channel);
  const alert = ada.page.getByRole("alert");

  await ada.writes("x".repeat(501));
  await alert.getByText("A message has at most 500 characters, and this one has 501.").waitFor();
  await ada.counts("0 messages");
  assert.deepEqual(await ada.texts(), []);
  assert.equal(await ada.box.inputValue(), "x".repeat(501));

  await ada.writes("Short");
  await ada.sees("Short");
  await alert.waitFor({ state: "detached" });
}

/** What is sent during an outage arrives in both directions, once. */
export async function offline(stage) {
  const channel = stage.channel("offline");
  const ada = await stage.person("Ada", channel);
  const ben = await stage.person("Ben", channel);
  await ada.writes("Before");
  await ben.sees("Before");

  await ada.goesOffline();
  await ada.isReconnecting();
  await ben.writes("From Ben");
  await ben.sees("From Ben");
  await ada.writes("From Ada");
  await ada.seesPending("From Ada");
  await ada.comesBack();

  await ada.isLive();
  await ada.sees("From Ben");
  await ada.sees("From Ada");
  await afterwards(ada, ben, ["Before", "From Ben", "From Ada"]);
}

/** A message whose confirmation is lost is sent again by the page and is there once. */
export async function lostAnswer(stage) {
  const channel = stage.channel("lost-answer");
  const ada = await stage.person("Ada", channel);
  const ben = await stage.person("Ben", channel);

  ada.network.mute();
  await ada.writes("Once");
  await ben.sees("Once");
  await ada.seesPending("Once");
  ada.network.disconnect();
  await ada.isReconnecting();
  ada.network.connect();

  await ada.sees("Once");
  await afterwards(ada, ben, ["Once"]);
}

/** Open pages outlive the server; what is written while there is none arrives, once. */
export async function restart(stage, { ask }) {
  const channel = stage.channel("restart");
  const ada = await stage.person("Ada", channel);
  const ben = await stage.person("Ben", channel);
  await ada.writes("Before");
  await ben.sees("Before");

  await ask("Stop the server.");
  await ada.isReconnecting();
  await ben.isReconnecting();
  await ada.writes("Meanwhile");
  await ada.seesPending("Meanwhile");
  await ask("Start the server again.");

  await ada.isLive();
  await ben.isLive();
  await ada.sees("Meanwhile");
  await ben.sees("Meanwhile");
  await afterwards(ada, ben, ["Before", "Meanwhile"]);
}

/**
 * Checks that both see just these messages. A page's messages run in order: once one more has
 * arrived, nothing sent earlier can still be on its way.
 */
async function afterwards(ada, ben, texts) {
  await ada.writes("Last of Ada");
  await ben.sees("Last of Ada");
  await ben.writes("Last of Ben");
  await ada.sees("Last of Ben");
  const all = [...texts, "Last of Ada", "Last of Ben"];
  assert.deepEqual(await ada.texts(), all);
  assert.deepEqual(await ben.texts(), all);
  await ada.counts(`${all.length} messages`);
  await ben.counts(`${all.length} messages`);
}

/** How it looks: pictures of a conversation, wide and light, narrow and dark. */
export async function looks(stage) {
  const channel = stage.channel("tea-room");
  const ada = await stage.person("Ada", channel, { viewport: { width: 1200, height: 780 } });
  const ben = await stage.person("Ben", channel, {
    viewport: { width: 390, height: 780 },
    colorScheme: "dark",
  });
  const cleo = await stage.person("Cleo", channel);

  await cleo.writes("Good morning! Has anyone tried the new build?");
  await ada.sees("Good morning! Has anyone tried the new build?");
  await ada.writes("Yes, since yesterday. Lists stay live without a single line of polling.");
  await ben.sees("Yes, since yesterday. Lists stay live without a single line of polling.");
  await ben.writes("And if I pull the cable?");
  await ada.sees("And if I pull the cable?");
  await ben.writes("Asking for a friend on a train.");
  await ada.sees("Asking for a friend on a train.");
  await ada.writes("Then your message waits on your page, and arrives once when you are back.");
  await ben.sees("Then your message waits on your page, and arrives once when you are back.");
  await ben.page.context().setOffline(true);
  await ben.writes("Trying it in the next tunnel…");
  await ben.seesPending("Trying it in the next tunnel…");
  await ada.writes("a".repeat(501));
  await ada.page.getByRole("alert").waitFor();
  await ada.box.fill("Much shorter now");

  await stage.picture(ada, "chat-wide");
  await stage.picture(ben, "chat-narrow");
}
