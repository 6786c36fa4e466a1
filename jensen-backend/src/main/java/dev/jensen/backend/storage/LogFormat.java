package dev.jensen.backend.storage;

import dev.jensen.value.InternalId;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Log entries as bytes (`docs/formats/storage.md`).
final class LogFormat {

  private static final int VERSION = 1;

  private LogFormat() {}

  /// The commits of `entry`; its position is the row's key.
  static byte[] write(LogEntry entry) {
    var out = new ByteWriter(1024);
    out.writeByte(VERSION);
    out.writeLength(entry.commits().size());
    entry.commits().forEach(commit -> write(out, commit));
    byte[] body = out.toByteArray();
    var row = new ByteWriter(body.length + Long.BYTES);
    row.writeLong(checksum(body, body.length));
    row.writeBytes(body);
    return row.toByteArray();
  }

  /// Reads what [#write(LogEntry)] wrote.
  ///
  /// @throws StorageException if a byte changed since
  static LogEntry read(long position, byte[] row) {
    var in = new ByteReader(row);
    long checksum = in.readLong();
    byte[] body = in.readBytes(row.length - Long.BYTES);
    if (checksum != checksum(body, body.length)) {
      throw in.broken();
    }
    return new LogEntry(position, commits(new ByteReader(body)));
  }

  private static long checksum(byte[] bytes, int length) {
    var checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return checksum.getValue();
  }

  private static void write(ByteWriter out, Commit commit) {
    out.writeLong(commit.timestamp().nanos());
    out.writeLength(commit.revisions().size());
    for (var revision : commit.revisions()) {
      out.writeLong(revision.tablet().getMostSignificantBits());
      out.writeLong(revision.tablet().getLeastSignificantBits());
      out.writeBytes(revision.id().toByteArray());
      out.writeLong(revision.previous().nanos());
      write(out, revision.document());
    }
  }

  private static void write(ByteWriter out, @Nullable EncodedDocument document) {
    if (document == null) {
      out.writeByte(0);
      return;
    }
    out.writeByte(1);
    out.writeBlock(document.unsafeBytes());
  }

  private static List<Commit> commits(ByteReader in) {
    if (in.readByte() != VERSION) {
      throw in.broken();
    }
    int count = in.readLength();
    var commits = new ArrayList<Commit>(count);
    for (int i = 0; i < count; i++) {
      commits.add(new Commit(new Timestamp(in.readLong()), revisions(in)));
    }
    in.requireEnd();
    return commits;
  }

  private static List<Revision> revisions(ByteReader in) {
    int count = in.readLength();
    var revisions = new ArrayList<Revision>(count);
    for (int i = 0; i < count; i++) {
      var tablet = new UUID(in.readLong(), in.readLong());
      var id = new InternalId(in.readBytes(InternalId.BYTES));
      var previous = new Timestamp(in.readLong());
      var document = in.readByte() == 0 ? null : EncodedDocument.ofBytes(in.readBlock());
      revisions.add(new Revision(tablet, id, document, previous));
    }
    return revisions;
  }
}
