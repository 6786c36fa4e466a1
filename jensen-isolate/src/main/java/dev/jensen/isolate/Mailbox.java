package dev.jensen.isolate;

import com.caoccao.javet.enums.JavetPromiseRejectEvent;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.utils.JavetResourceUtils;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.reference.V8ValueArray;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import dev.jensen.isolate.crypto.WebCrypto;
import dev.jensen.isolate.crypto.WebCryptoException;
import java.util.ArrayList;
import java.util.List;

/// Where a context asks this process for something, and waits: `host.js` of the prelude rejects a
/// promise with an array, in whose first place it expects the answer.
///
/// Then come two strings, a syscall of user code for the server; or a number, which user code has
/// no way to put there, and an operation of `crypto`, to be performed right here.
///
/// Contexts have no function of ours to call: Javet 5.0.6 would hear from the garbage collector
/// when one dies, and ask the context that is current then whose it was. That may be one just being
/// restored, with the address of an object of the process that wrote its snapshot; then the process
/// crashes.
final class Mailbox {

  private static final int SLOTS = 11;

  private final V8Runtime runtime;
  private final HostCalls calls;

  Mailbox(V8Runtime runtime, HostCalls calls) {
    this.runtime = runtime;
    this.calls = calls;
  }

  /// Serves a context that only evaluates modules, for which there is no server.
  static void openForModules(V8Runtime runtime, Harness harness) {
    var mailbox = new Mailbox(runtime, (operation, _) -> "ENot at import time: " + operation);
    runtime.setPromiseRejectCallback((event, _, reason) -> {
      if (event != JavetPromiseRejectEvent.PromiseRejectWithNoHandler) {
        return;
      }
      try {
        mailbox.answers(harness, reason);
      } catch (JavetTerminatedException _) {
        // The evaluation is being stopped.
      } catch (JavetException e) {
        throw new IllegalStateException("a request was lost", e);
      }
    });
  }

  /// Answers what the context of `harness` asks for, if `reason`, with which it rejects a promise,
  /// is its mailbox.
  boolean answers(Harness harness, V8Value reason) throws JavetException {
    if (!(reason instanceof V8ValueArray array) || !harness.isMailbox(reason)) {
      return false;
    }
    try (V8Value answer = answer(array)) {
      array.set(0, answer);
    } catch (JavetTerminatedException _) {
      // The call is being stopped; nothing of it will be looked at.
    } catch (JavetException | RuntimeException e) {
      // Javet only logs what it gets from here; JavaScript must not go on without an answer.
      runtime.terminateExecution();
      throw e;
    }
    return true;
  }

  private V8Value answer(V8ValueArray array) throws JavetException {
    V8Value[] slots = new V8Value[SLOTS];
    try {
      array.batchGet(slots, 0, SLOTS);
      return slots[1] instanceof V8ValueInteger
          ? perform(slots)
          : runtime.createV8ValueString(calls.answer(slots[1].asString(), slots[2].asString()));
    } finally {
      JavetResourceUtils.safeClose((Object[]) slots);
    }
  }

  /// A buffer with the result, or the name and the message of an error as text.
  private V8Value perform(V8Value... slots) throws JavetException {
    List<byte[]> data = new ArrayList<>(slots.length);
    for (V8Value slot : slots) {
      if (slot instanceof V8ValueArrayBuffer buffer) {
        data.add(buffer.toBytes());
      }
    }
    try {
      byte[] result = WebCrypto.perform(slots[2].asString(), data);
      V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(result.length);
      buffer.fromBytes(result);
      return buffer;
    } catch (WebCryptoException e) {
      return runtime.createV8ValueString(e.name() + " " + e.getMessage());
    }
  }

  /// Answers a synchronous call of user code.
  interface HostCalls {

    /// Asks the server and waits.
    ///
    /// @return `R` and JSON text, or `E` and a message
    String answer(String operation, String arguments) throws JavetException;
  }
}
