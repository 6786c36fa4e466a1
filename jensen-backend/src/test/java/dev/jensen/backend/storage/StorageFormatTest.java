package dev.jensen.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.jensen.Seeded;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.value.ValueGenerator;
import dev.jensen.wire.Timestamp;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The examples of `docs/formats/storage.md`, byte for byte.
class StorageFormatTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final UUID INDEX = new UUID(0, 0x21);
  private static final Timestamp TIMESTAMP = new Timestamp(0x18ab_cdef_0123_4567L);

  @Test
  void aDocument() {
    var document =
        Value.Obj.of(
            Map.of(
                "a", new Value.Int64(5),
                "b",
                    new Value.Array(
                        List.of(
                            new Value.Null(),
                            new Value.Bool(true),
                            new Value.Float64(1),
                            new Value.Text("é"),
                            new Value.Bytes(new byte[] {1, 2}))),
                "c", Value.Obj.of(Map.of())));

    var encoded = EncodedDocument.of(document);

    assertThat(HEX.formatHex(encoded.unsafeBytes()))
        .isEqualTo(
            "01"
                + "0803"
                + "0161030000000000000005"
                + "01620705000204"
                + "3ff0000000000000"
                + "0502c3a906020102"
                + "01630800");
    assertThat(encoded.decode()).isEqualTo(document);
  }

  @Test
  void anIndexRow() {
    var key = new IndexKey(new byte[] {0x10, 0x61, 0, (byte) 0xff});

    byte[] row = RowFormat.key(new RowKey(INDEX, key, TIMESTAMP));

    assertThat(HEX.formatHex(row))
        .isEqualTo("00000000000000000000000000000021" + "106100ffff" + "0000" + "e7543210fedcba98");
    assertThat(RowFormat.indexKey(row)).isEqualTo(key);
    assertThat(RowFormat.nanos(row)).isEqualTo(TIMESTAMP.nanos());
  }

  @Test
  void aLogEntry() {
    byte[] row = LogFormat.write(entry());

    assertThat(HEX.formatHex(row, Long.BYTES, row.length))
        .isEqualTo(
            "01"
                + "01"
                + "18abcdef01234567"
                + "02"
                + "00000000000000000000000000000021"
                + "00".repeat(16)
                + "0000000000000000"
                + "01"
                + "03"
                + "010800"
                + "00000000000000000000000000000021"
                + "00".repeat(15)
                + "01"
                + "0000000000000007"
                + "00");
    assertThat(HEX.formatHex(row, 0, Long.BYTES)).isEqualTo("0000000075b791b3");
    assertThat(LogFormat.read(1, row)).isEqualTo(entry());
  }

  @Test
  void everyFlippedBitOfALogEntryIsFound() {
    byte[] row = LogFormat.write(entry());

    for (int bit = 0; bit < row.length * Byte.SIZE; bit++) {
      byte[] damaged = row.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThatThrownBy(() -> LogFormat.read(1, damaged)).isInstanceOf(StorageException.class);
    }
  }

  @Seeded(runs = 300)
  void documentsAreReadBack(RandomGenerator random) {
    var document = new ValueGenerator(random).object(4);

    assertThat(EncodedDocument.of(document).decode()).isEqualTo(document);
  }

  /// Damage may go unnoticed here, RocksDB's checksums are there to find it, but must not do worse.
  @Seeded(runs = 300)
  void damagedDocumentsAreReadOrRefused(RandomGenerator random) {
    byte[] bytes = EncodedDocument.of(new ValueGenerator(random).object(4)).unsafeBytes().clone();
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();

    try {
      EncodedDocument.ofBytes(bytes).decode();
    } catch (StorageException refused) {
      assertThat(refused).hasMessageContaining("damaged");
    } catch (RuntimeException other) {
      fail("another failure", other);
    }
  }

  private static LogEntry entry() {
    var id = new byte[InternalId.BYTES];
    var first = new InternalId(id);
    id[InternalId.BYTES - 1] = 1;
    var document = EncodedDocument.of(Value.Obj.of(Map.of()));
    return new LogEntry(
        1,
        List.of(
            new Commit(
                TIMESTAMP,
                List.of(
                    new Revision(INDEX, first, document, Timestamp.ZERO),
                    new Revision(INDEX, new InternalId(id), null, new Timestamp(7))))));
  }
}
