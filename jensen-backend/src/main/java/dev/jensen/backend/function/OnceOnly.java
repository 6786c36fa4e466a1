package dev.jensen.backend.function;

import dev.jensen.backend.model.SessionRequests;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.JsonFormat;
import org.jspecify.annotations.Nullable;

/// Records the outcome of a client's mutation, and answers with it when the client asks again.
record OnceOnly(World world, SessionRequest request) implements MutationCompanion {

  @Override
  public @Nullable CommittedResult begin(Transaction transaction) {
    var earlier = SessionRequests.find(transaction, request.session(), request.number());
    if (earlier == null) {
      return null;
    }
    var lines = earlier.logLines().stream().map(line -> LogLine.parse(line, world.now())).toList();
    var value = JsonFormat.UNCOMMITTED.read(earlier.json()).resolved(earlier.timestamp().nanos());
    var result = new FunctionResult.Success(value, lines);
    return new CommittedResult(result, earlier.timestamp());
  }

  @Override
  public void succeeded(Transaction transaction, FunctionResult.Success result) {
    SessionRequests.record(
        transaction,
        request.session(),
        request.number(),
        JsonFormat.UNCOMMITTED.write(result.value()),
        result.logLines().stream().map(LogLine::toString).toList());
  }
}
