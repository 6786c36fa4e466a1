package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import dev.jensen.isolate.crypto.WebCrypto;
import dev.jensen.isolate.crypto.WebCryptoException;
import java.util.ArrayList;
import java.util.List;

/// The function through which a context asks this process for something, and waits.
///
/// Called with two strings, it passes a syscall of user code on to the server. Called with a number
/// first, which user code has no way to do, it performs an operation of `crypto` right here.
final class HostFunction implements AutoCloseable {

  private final V8Runtime runtime;
  private final HostCalls calls;
  private final JavetCallbackContext context;
  private final V8ValueFunction function;

  private HostFunction(V8Runtime runtime, HostCalls calls) throws JavetException {
    this.runtime = runtime;
    this.calls = calls;
    IJavetDirectCallable.NoThisAndResult<JavetException> answer = this::answer;
    context = new JavetCallbackContext("host", JavetCallbackType.DirectCallNoThisAndResult, answer);
    function = runtime.createV8ValueFunction(context);
  }

  /// Gives a context its host.
  static HostFunction bind(V8Runtime runtime, Harness harness, HostCalls calls)
      throws JavetException {
    var host = new HostFunction(runtime, calls);
    harness.bindHost(host.function);
    return host;
  }

  /// Gives a context that only evaluates modules its host: one without a server.
  static HostFunction bind(V8Runtime runtime, Harness harness) throws JavetException {
    return bind(
        runtime,
        harness,
        (operation, _) -> {
          throw new IllegalStateException("a syscall at import time: " + operation);
        });
  }

  @Override
  public void close() throws JavetException {
    function.close();
    runtime.removeCallbackContext(context.getHandle());
  }

  private V8Value answer(V8Value... arguments) throws JavetException {
    if (arguments[0] instanceof V8ValueInteger) {
      return perform(arguments);
    }
    return runtime.createV8ValueString(
        calls.answer(arguments[0].asString(), arguments[1].asString()));
  }

  /// A buffer with the result, or the name and the message of an error as text.
  private V8Value perform(V8Value... arguments) throws JavetException {
    List<byte[]> data = new ArrayList<>(arguments.length);
    for (V8Value argument : arguments) {
      if (argument instanceof V8ValueArrayBuffer buffer) {
        data.add(buffer.toBytes());
      }
    }
    try {
      byte[] result = WebCrypto.perform(arguments[1].asString(), data);
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
