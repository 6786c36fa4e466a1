package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of clients' mutations, each written in the transaction of its mutation
/// (`spec/sync-protocol.md` §7.4).
///
/// A record's id is a hash of the session and the request, so that finding it is one point read and
/// two attempts at the same request conflict.
public final class SessionRequests {

  private static final Duration KEPT = Duration.ofDays(14);
  private static final int REMOVED_AT_ONCE = 1000;

  private SessionRequests() {}

  /// One mutation that committed.
  ///
  /// @param json the encoded result
  /// @param logLines as clients are shown them
  /// @param timestamp of the commit
  public record Outcome(String json, List<String> logLines, Timestamp timestamp) {}

  /// What is recorded for the request, or null; the answer enters the read set.
  public static @Nullable Outcome find(Transaction transaction, UUID session, long number) {
    var table = transaction.table(SystemTable.SESSION_REQUESTS.tableName());
    if (table == null) {
      return null;
    }
    var id = new DocumentId(table.number(), id(session, number));
    var document = transaction.get(table, id);
    var timestamp = transaction.committedAt(table, id);
    return document == null || timestamp == null
        ? null
        : new Outcome(Fields.text(document, "result"), lines(document), timestamp);
  }

  private static List<String> lines(Document document) {
    return document.value().get("lines") instanceof Value.Array(var lines)
        ? lines.stream().map(line -> ((Value.Text) line).value()).toList()
        : List.of();
  }

  /// Records that the request succeeded, if the transaction commits.
  public static void record(
      Transaction transaction, UUID session, long number, String json, List<String> logLines) {
    var table = SystemTable.SESSION_REQUESTS.existing(transaction);
    var lines = logLines.stream().map(line -> (Value) new Value.Text(line)).toList();
    var fields = new Fields().with("result", json).with("lines", new Value.Array(lines)).map();
    transaction.insert(
        table, new DocumentId(table.number(), id(session, number)), null, Value.Obj.of(fields));
  }

  /// Removes some records that are too old to matter.
  ///
  /// @return whether there are more
  public static boolean forget(Transaction transaction, Instant now) {
    double before = now.minus(KEPT).toEpochMilli();
    var old =
        SystemTable.SESSION_REQUESTS.oldest(transaction, REMOVED_AT_ONCE).stream()
            .filter(document ->
                document.value().get("_creationTime") instanceof Value.Float64(var time)
                    && time < before)
            .toList();
    old.forEach(document -> SystemTable.SESSION_REQUESTS.delete(transaction, document));
    return old.size() == REMOVED_AT_ONCE;
  }

  private static InternalId id(UUID session, long number) {
    try {
      byte[] text = (session + "|" + number).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return new InternalId(Arrays.copyOf(hash, InternalId.BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
