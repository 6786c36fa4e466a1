package dev.jensen.backend.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Puts one content, whose length nobody knows yet, into a bucket: a small one as one object, a
/// large one in parts of which one at a time is in memory.
final class S3Upload {

  /// All parts but the last have one size, as some services want it.
  static final int PART_BYTES = 8 << 20;

  /// What the protocol allows; so a content has at most 78 GiB.
  private static final int PARTS_MAX = 10_000;

  /// Most contents are small.
  private static final int FIRST_BYTES = 64 << 10;

  private final S3Bucket bucket;
  private final String name;
  private final Semaphore large;

  private byte[] part = new byte[FIRST_BYTES];

  /// @param large permits for contents of more than [#FIRST_BYTES] to be in memory at once
  S3Upload(S3Bucket bucket, String name, Semaphore large) {
    this.bucket = bucket;
    this.name = name;
    this.large = large;
  }

  /// Puts all of `content`.
  ///
  /// @throws IOException if it cannot be read, or is too large
  void put(InputStream content) throws IOException {
    int count = content.readNBytes(part, 0, part.length);
    if (count < part.length) {
      bucket.put(name, part, count);
      return;
    }
    acquire();
    try {
      putLarge(content, grow(content));
    } finally {
      large.release();
    }
  }

  private void acquire() throws IOException {
    try {
      large.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Fills one part, or as much of it as there is; returns how much.
  private int grow(InputStream content) throws IOException {
    int count = part.length;
    while (count == part.length && count < PART_BYTES) {
      part = Arrays.copyOf(part, 2 * count);
      count += content.readNBytes(part, count, part.length - count);
    }
    return count;
  }

  private void putLarge(InputStream content, int first) throws IOException {
    if (first < PART_BYTES) {
      bucket.put(name, part, first);
      return;
    }
    var upload = bucket.begin(name);
    try {
      putParts(content, upload);
    } catch (IOException | RuntimeException e) {
      abort(upload, e);
      throw e;
    }
  }

  private void putParts(InputStream content, String upload) throws IOException {
    var parts = new ArrayList<CompletedPart>();
    for (int n = PART_BYTES; n > 0; n = content.readNBytes(part, 0, PART_BYTES)) {
      if (parts.size() == PARTS_MAX) {
        throw new IOException("a file in a bucket can have 78 GiB at most");
      }
      parts.add(bucket.putPart(name, upload, parts.size() + 1, part, n));
    }
    bucket.complete(name, upload, parts);
  }

  /// Parts that stay behind are forgotten at the next start.
  private void abort(String upload, Exception failure) {
    try {
      bucket.abort(name, upload);
    } catch (FilesUnavailableException e) {
      failure.addSuppressed(e);
    }
  }
}
