package dev.jensen.backend.function.java;

import dev.jensen.functions.Context;
import dev.jensen.functions.UserIdentity;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// What the contexts of all kinds of functions have in common.
abstract sealed class HostContext implements Context permits TransactionContext, HostActionContext {

  final Run run;
  private @Nullable RandomGenerator random;

  HostContext(Run run) {
    this.run = run;
  }

  @Override
  public @Nullable UserIdentity identity() {
    var identity = JsonFormat.ENCODED.read(run.call("1.0/getUserIdentity", "{}"));
    return identity instanceof Value.Obj attributes ? new UserIdentity(attributes) : null;
  }

  @Override
  public @Nullable String env(String name) {
    run.check();
    return run.invocation().code().environment().get(name);
  }

  @Override
  public boolean isSecret(String name, String given) {
    var secret = env(name);
    return secret != null && MessageDigest.isEqual(bytes(secret), bytes(given));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Instant now() {
    return run.now();
  }

  @Override
  public RandomGenerator random() {
    run.check();
    if (run.isAction()) {
      return run.world().random();
    }
    var known = random;
    if (known == null) {
      known = RandomGeneratorFactory.of("L64X128MixRandom").create(run.invocation().seed());
      random = known;
    }
    return known;
  }

  @Override
  public void log(@Nullable Object... values) {
    run.log(values);
  }
}
