package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Table;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Gives new documents of one transaction their ids and creation times (`spec/values-and-data.md`
/// §§4.1, 4.3).
final class NewDocuments {

  private static final int RANDOM_BYTES = 14;

  private final World world;
  private final short day;
  private double nextTime;

  NewDocuments(World world) {
    this.world = world;
    var now = world.now();
    this.day = (short) TimeUnit.SECONDS.toDays(now.getEpochSecond());
    this.nextTime = millis(now);
  }

  private static double millis(Instant now) {
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }

  /// Milliseconds since the epoch, greater than every one before.
  double creationTime() {
    double time = nextTime;
    nextTime = Math.nextUp(time);
    return time;
  }

  DocumentId id(Table table) {
    var random = new byte[RANDOM_BYTES];
    world.random().nextBytes(random);
    var bytes = ByteBuffer.allocate(InternalId.BYTES).put(random).putShort(day);
    return new DocumentId(table.number(), new InternalId(bytes.array()));
  }
}
