package dev.jensen.isolate;

import com.caoccao.javet.enums.JavetPromiseRejectEvent;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8ValuePromise;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Ending.Cause;
import org.jspecify.annotations.Nullable;

/// One isolate with the context in which the next call of one code version runs.
///
/// Used by the V8 thread only.
final class Realm implements AutoCloseable {

  /// How far the heap may grow past its limit while the call that broke it is being stopped.
  static final long HEAP_GRACE_BYTES = 32L << 20;

  private final V8Runtime runtime;
  private final Mailbox mailbox;
  private final @Nullable Bundle bundle;
  private final @Nullable Modules modules;
  private @Nullable Harness harness;

  private Realm(
      V8Runtime runtime, Watchdog watchdog, Mailbox.HostCalls hostCalls, @Nullable Bundle bundle) {
    this.runtime = runtime;
    this.mailbox = new Mailbox(runtime, hostCalls);
    this.bundle = bundle;
    this.modules = bundle == null ? null : new Modules(bundle, true);
    runtime.setV8ModuleResolver(modules);
    runtime.setPromiseRejectCallback(this::promiseRejected);
    runtime.setNearHeapLimitCallback((current, _) -> {
      watchdog.stop(runtime, Cause.MEMORY);
      return current + HEAP_GRACE_BYTES;
    });
  }

  /// A realm whose contexts are restored from a snapshot.
  static Realm restoring(
      Engine engine, byte[] snapshot, Watchdog watchdog, Mailbox.HostCalls hostCalls)
      throws JavetException {
    return new Realm(engine.fromSnapshot(snapshot), watchdog, hostCalls, null);
  }

  /// A realm whose contexts evaluate the modules of `bundle` when they are called.
  static Realm evaluating(
      Engine engine, Bundle bundle, Watchdog watchdog, Mailbox.HostCalls hostCalls)
      throws JavetException {
    return new Realm(engine.empty(), watchdog, hostCalls, bundle);
  }

  V8Runtime runtime() {
    return runtime;
  }

  boolean isPrepared() {
    return harness != null;
  }

  Harness harness() {
    if (harness == null) {
      throw new IllegalStateException("the context is not prepared");
    }
    return harness;
  }

  /// Replaces the context by a fresh one.
  void restore() throws JavetException {
    release();
    runtime.resetContext();
    if (bundle != null) {
      Engine.runPrelude(runtime);
    }
    runtime.allowEval(false);
    Harness taken = Harness.take(runtime);
    harness = taken;
    if (bundle != null) {
      taken.world(bundle, false);
    }
  }

  /// Evaluates the module at `path` unless the context already holds it.
  ///
  /// @throws ModuleThrewException if that fails
  void require(String path) throws JavetException {
    if (modules == null || harness().isRegistered(path)) {
      return;
    }
    try (V8Value namespace = modules.load(runtime, harness(), path)) {
      harness().register(path, namespace);
    }
  }

  @Override
  public void close() throws JavetException {
    release();
    runtime.close(true);
  }

  /// Lets go of the context; [#restore] makes another one.
  void release() throws JavetException {
    if (modules != null) {
      modules.release();
    }
    if (harness != null) {
      harness.close();
      harness = null;
    }
  }

  private void promiseRejected(
      JavetPromiseRejectEvent event, V8ValuePromise promise, V8Value reason) {
    if (harness == null) {
      return;
    }
    try {
      if (event == JavetPromiseRejectEvent.PromiseRejectWithNoHandler) {
        if (!mailbox.answers(harness, reason)) {
          harness.rejected(promise, reason);
        }
      } else if (event == JavetPromiseRejectEvent.PromiseHandlerAddedAfterReject) {
        harness.handled(promise);
      }
    } catch (JavetTerminatedException _) {
      // The call is being stopped; nothing of it will be looked at.
    } catch (JavetException e) {
      throw new IllegalStateException("a rejection was lost", e);
    }
  }
}
