// A deployment that knows one thing: it answers every query, and sends new results of the one called
// `stream` as fast as they are taken. So what is measured is the client.
import { WebSocketServer } from "ws";

const BUFFERED_MAX = 1 << 20;
const text = "x".repeat(100);

const ts = (number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes.toString("base64");
};

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("listening", () => console.log(`ready: http://127.0.0.1:${server.address().port}`));
server.on("connection", (socket) => {
  let version = { querySet: 0, identity: 0, ts: ts(0) };
  let time = 0;

  const transition = (querySet, modifications) => {
    const endVersion = { querySet, identity: 0, ts: ts(++time) };
    const message = { type: "Transition", startVersion: version, endVersion, modifications };
    version = endVersion;
    socket.send(JSON.stringify(message));
  };
  const updated = (queryId, value) =>
    ({ type: "QueryUpdated", queryId, value, logLines: [], journal: null });

  const stream = (queryId, next, end) => {
    while (next <= end && socket.bufferedAmount < BUFFERED_MAX) {
      transition(version.querySet, [updated(queryId, { number: next++, text })]);
    }
    if (next <= end && socket.readyState === socket.OPEN) {
      setImmediate(stream, queryId, next, end);
    }
  };

  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type !== "ModifyQuerySet") {
      return;
    }
    const added = message.modifications.filter((each) => each.type === "Add");
    transition(message.newVersion, added.map(({ queryId, args }) =>
      updated(queryId, { number: 0, text, key: args[0].key ?? 0 })));
    for (const { queryId, udfPath, args } of added) {
      if (udfPath === "beats:stream") {
        stream(queryId, 1, args[0].count);
      }
    }
  });
});
