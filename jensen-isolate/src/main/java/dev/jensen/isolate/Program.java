package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import dev.jensen.wire.worker.Frame.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One code version in this process: a realm for calls that get a fresh context, and one for
/// modules that asked to keep theirs.
///
/// Used by the V8 thread only.
final class Program {

  /// How many isolates to keep for the next actions while actions come: making one takes longer
  /// than most actions do.
  private static final int IDLE_MAX = 16;

  /// How many to keep when none has come for a while: under load one takes up to 20 MB.
  private static final int RESTING_MAX = 4;

  private final Engine engine;
  private final Load load;
  private final byte @Nullable [] snapshot;
  private final Watchdog watchdog;
  private final Mailbox.HostCalls hostCalls;
  private final List<Realm> nested = new ArrayList<>();
  private final Deque<Realm> idle = new ArrayDeque<>();
  private @Nullable Realm fresh;
  private @Nullable Realm reused;

  Program(Engine engine, Load load, Watchdog watchdog, Mailbox.HostCalls hostCalls) {
    this.engine = engine;
    this.load = load;
    this.watchdog = watchdog;
    this.hostCalls = hostCalls;
    this.snapshot = load.snapshotPath() == null ? null : read(Path.of(load.snapshotPath()));
  }

  String version() {
    return load.version();
  }

  /// The realm for the next call, with a context ready in it.
  Realm realm(boolean reusesContext) throws JavetException {
    Realm realm = reusesContext ? reused : fresh;
    if (realm == null) {
      realm = newRealm();
      if (reusesContext) {
        reused = realm;
      } else {
        fresh = realm;
      }
    }
    return prepared(realm);
  }

  /// The realm for a call that others wait for.
  ///
  /// @param depth how many wait, at least 1
  Realm nestedRealm(int depth) throws JavetException {
    while (nested.size() < depth) {
      nested.add(newRealm());
    }
    return prepared(nested.get(depth - 1));
  }

  /// A realm for nobody else until it is given back.
  Realm takeRealm() throws JavetException {
    Realm realm = idle.poll();
    if (realm == null) {
      // The one that loading prepared, if it is the first.
      realm = fresh == null ? newRealm() : fresh;
      fresh = null;
    }
    return prepared(realm);
  }

  /// Takes back what [#takeRealm] gave.
  ///
  /// @param spoiled whether it may be beyond repair
  void giveBack(Realm realm, boolean spoiled) throws JavetException {
    if (spoiled || idle.size() >= IDLE_MAX) {
      realm.close();
    } else {
      realm.restore();
      idle.push(realm);
    }
  }

  /// Lets go of isolates that only many actions at once need.
  void rest() throws JavetException {
    while (idle.size() > RESTING_MAX) {
      idle.removeLast().close();
    }
  }

  private static Realm prepared(Realm realm) throws JavetException {
    if (!realm.isPrepared()) {
      realm.restore();
    }
    return realm;
  }

  private Realm newRealm() throws JavetException {
    if (snapshot != null) {
      return Realm.restoring(engine, snapshot, watchdog, hostCalls);
    }
    var bundle = load.bundle();
    if (bundle == null) {
      throw new IllegalStateException("neither snapshot nor modules for " + load.version());
    }
    return Realm.evaluating(engine, bundle, watchdog, hostCalls);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
