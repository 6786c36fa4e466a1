package dev.jensen.backend.function.java;

import dev.jensen.functions.Action;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.Blob;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.StorageWriter;
import dev.jensen.functions.StoredFile;
import dev.jensen.mapping.Id;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Uses what there is for stored files.
final class Files {

  private @Nullable Blob kept;

  @Mutation
  Id<StoredFile> store(MutationContext ctx, String text) {
    return ctx.storage().store(Blob.of(text));
  }

  @Mutation
  void storeAndFail(MutationContext ctx, Id<StoredFile> old) {
    ctx.storage().delete(old);
    throw new ConvexError("on purpose");
  }

  @Mutation
  String storeTooMuch(MutationContext ctx) {
    try {
      return ctx.storage().store(Blob.of(new byte[9 << 20], null)).value();
    } catch (FunctionFailedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Mutation
  String read(MutationContext ctx, Id<StoredFile> id) {
    var blob = ctx.storage().get(id);
    return blob == null ? "none" : "%s %s".formatted(blob.contentType(), blob.text());
  }

  @Mutation
  void remove(MutationContext ctx, Id<StoredFile> id) {
    ctx.storage().delete(id);
  }

  record Known(
      Optional<String> url,
      Optional<Double> size,
      Optional<String> sha256,
      Optional<String> type) {}

  @Query
  Known known(QueryContext ctx, Id<StoredFile> id) {
    var metadata = Optional.ofNullable(ctx.storage().getMetadata(id));
    var document = Optional.ofNullable(ctx.db().get(StoredFile.class, id));
    return new Known(
        Optional.ofNullable(ctx.storage().getUrl(id)),
        document.map(found -> found.content().size()),
        metadata.map(found -> found.sha256()),
        document.flatMap(found -> found.content().contentType()));
  }

  @Query
  List<Double> sizes(QueryContext ctx) {
    return ctx.db().query(StoredFile.class).stream().map(file -> file.content().size()).toList();
  }

  @Query
  void writesInQueryClothes(QueryContext ctx) {
    ((StorageWriter) ctx.storage()).store(Blob.of("no"));
  }

  /// Contents that no memory here could hold twice.
  @Action
  List<String> large(ActionContext ctx, int mebibytes) throws IOException {
    var storage = ctx.storage();
    var id = storage.store(new Blob(zeros((long) mebibytes << 20), "application/zeros"));
    var blob = storage.get(id);
    if (blob == null) {
      return List.of();
    }
    long count = 0;
    byte[] piece = new byte[1 << 16];
    for (int read = blob.stream().read(piece); read >= 0; read = blob.stream().read(piece)) {
      count += read;
    }
    storage.delete(id);
    return List.of(
        String.valueOf(blob.contentType()), Long.toString(count), String.valueOf(storage.get(id)));
  }

  private static InputStream zeros(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int given = (int) Math.min(length, left);
        left -= given;
        return given == 0 && length > 0 ? -1 : given;
      }
    };
  }

  @Action
  List<String> failures(ActionContext ctx) {
    var messages = new ArrayList<String>();
    try {
      ctx.storage().store(Blob.of("a"), "AAAA");
    } catch (FunctionFailedException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
    try {
      ctx.storage().get(new Id<>("nonsense"));
    } catch (FunctionFailedException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
    try {
      ctx.storage().store(new Blob(new Broken(), null));
    } catch (UncheckedIOException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
    try {
      ctx.storage().store(new Blob(new Endless(), null));
    } catch (UncheckedIOException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
    return messages;
  }

  private static final class Endless extends InputStream {
    @Override
    @SuppressWarnings("InfiniteRecursion")
    public int read() {
      return read() + 1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return read();
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() {
      throw new IllegalStateException("broken source");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return read();
    }
  }

  @Action
  String uploadUrl(ActionContext ctx) {
    return ctx.storage().generateUploadUrl();
  }

  @Action
  void keep(ActionContext ctx, Id<StoredFile> id) {
    kept = ctx.storage().get(id);
  }

  @Action
  String useKept(ActionContext ctx) {
    return kept == null ? "none" : kept.text();
  }
}
