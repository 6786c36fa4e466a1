package dev.jensen.backend.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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

  /// How exactly contents are dated.
  private static final Duration DATES = Duration.ofSeconds(2);

  final SimulatedWorld world = new SimulatedWorld(3);

  /// The store, over the same contents each time.
  abstract BlobStore store();

  /// Lets time go by on the clock that dates the contents.
  abstract void pass(Duration duration) throws IOException;

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
    var day = Duration.ofDays(1);
    var first = put("a");
    pass(day);
    var second = put("bc");
    store().delete(put("d"));

    var all = all();
    assertThat(all)
        .extracting(BlobStore.Blob::key, BlobStore.Blob::size)
        .containsExactlyInAnyOrder(tuple(first, 1L), tuple(second, 2L));
    assertThat(all)
        .allSatisfy(blob ->
            assertThat(blob.age().plus(DATES).compareTo(day) >= 0)
                .isEqualTo(blob.key().equals(first)));
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
