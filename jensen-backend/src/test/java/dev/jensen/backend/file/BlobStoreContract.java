package dev.jensen.backend.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.world.SimulatedWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What every [BlobStore] must do.
abstract class BlobStoreContract {

  final SimulatedWorld world = new SimulatedWorld(3);

  /// The store, over the same contents each time.
  abstract BlobStore store();

  private BlobKey put(String content) throws IOException {
    var key = key();
    store().put(key, new ByteArrayInputStream(content.getBytes(UTF_8)));
    return key;
  }

  final BlobKey key() {
    return BlobKey.of(StoredFile.newId(world.random(), world.now()), world.random());
  }

  private String read(BlobKey key, long offset, long length) throws IOException {
    try (var in = Objects.requireNonNull(store().open(key, offset, length))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  final List<BlobStore.Blob> all() throws IOException {
    var all = new ArrayList<BlobStore.Blob>();
    store().each(all::add);
    return all;
  }

  @Test
  void aContentIsReadInParts() throws IOException {
    var key = put("hello, world");

    assertThat(read(key, 0, 12)).isEqualTo("hello, world");
    assertThat(read(key, 7, 3)).isEqualTo("wor");
    assertThat(read(key, 3, 0)).isEmpty();
    assertThat(store().open(key(), 0, 1)).isNull();
  }

  @Test
  void anEmptyContentIsAContent() throws IOException {
    assertThat(read(put(""), 0, 0)).isEmpty();
  }

  @Test
  void aDeletedContentIsReadToItsEndByWhoHasItOpen() throws IOException {
    var key = put("hello");
    try (var in = Objects.requireNonNull(store().open(key, 0, 5))) {
      assertThat(in.read()).isEqualTo('h');

      store().delete(key);
      store().delete(key);

      assertThat(in.readAllBytes()).isEqualTo("ello".getBytes(UTF_8));
      assertThat(store().open(key, 0, 5)).isNull();
    }
  }

  @Test
  void allAreListedWithTheirAge() throws IOException {
    var first = put("a");
    world.advance(Duration.ofMinutes(3));
    var second = put("b");
    store().delete(put("c"));

    var begin = world.now().minus(Duration.ofMinutes(3));
    assertThat(all())
        .containsExactlyInAnyOrder(
            new BlobStore.Blob(first, begin), new BlobStore.Blob(second, world.now()));
  }

  @Test
  void aContentThatBreaksOffIsNotThere() throws IOException {
    var key = key();
    var closed = InputStream.nullInputStream();
    closed.close();
    var broken = new SequenceInputStream(new ByteArrayInputStream(new byte[300_000]), closed);

    assertThatThrownBy(() -> store().put(key, broken)).isInstanceOf(IOException.class);

    assertThat(store().open(key, 0, 1)).isNull();
    assertThat(all()).isEmpty();
  }
}
