package dev.jensen.backend.function.web;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// The codings in which a body may come (RFC 9110 §8.4.1).
enum ContentCoding {
  GZIP {
    @Override
    InputStream open(InputStream coded) throws IOException {
      return new GZIPInputStream(coded, BUFFER_BYTES);
    }
  },
  /// As the RFC has it, with the zlib header, and as some servers send it, without.
  DEFLATE {
    @Override
    InputStream open(InputStream coded) throws IOException {
      var peeking = new PushbackInputStream(coded);
      int first = peeking.read();
      if (first < 0) {
        return peeking;
      }
      peeking.unread(first);
      boolean hasHeader = (first & 0x0f) == 8;
      return new InflaterInputStream(peeking, new Inflater(!hasHeader), BUFFER_BYTES);
    }
  },
  BR {
    @Override
    InputStream open(InputStream coded) throws IOException {
      Brotli4jLoader.ensureAvailability();
      return new BrotliInputStream(coded, BUFFER_BYTES);
    }
  };

  /// What a request says it accepts.
  static final String ACCEPTED = "gzip, deflate, br";

  private static final int BUFFER_BYTES = 8192;

  abstract InputStream open(InputStream coded) throws IOException;

  /// The codings of a `Content-Encoding`, in the order in which they were applied; empty if one of
  /// them is unknown, so that the bytes stay as they came.
  static List<ContentCoding> parse(List<String> values) {
    var codings = new ArrayList<ContentCoding>();
    for (var value : String.join(",", values).split(",", -1)) {
      switch (value.strip().toLowerCase(Locale.ROOT)) {
        case "gzip", "x-gzip" -> codings.add(GZIP);
        case "deflate" -> codings.add(DEFLATE);
        case "br" -> codings.add(BR);
        case "", "identity" -> {}
        default -> {
          return List.of();
        }
      }
    }
    return List.copyOf(codings);
  }

  /// What `coded` holds. Nothing is read before somebody reads.
  static InputStream decoded(InputStream coded, List<ContentCoding> codings) {
    InputStream plain = coded;
    for (var coding : codings.reversed()) {
      plain = new Lazy(coding, plain);
    }
    return plain;
  }

  /// Decoders read a header when they are made, and may have to wait for it.
  private static final class Lazy extends InputStream {

    private final ContentCoding coding;
    private final InputStream coded;
    private @Nullable InputStream open;

    private Lazy(ContentCoding coding, InputStream coded) {
      this.coding = coding;
      this.coded = coded;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
      var plain = open;
      if (plain == null) {
        plain = coding.open(coded);
        open = plain;
      }
      return plain.read(target, offset, length);
    }

    /// A read that is under way fails before the decoder, which holds native memory, is let go.
    @Override
    public void close() throws IOException {
      coded.close();
      synchronized (this) {
        if (open != null) {
          open.close();
        }
      }
    }
  }
}
