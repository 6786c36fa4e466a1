package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueBoolean;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Thrown;
import java.util.List;

/// The one function through which this process drives a context: `harness` of the prelude's
/// `main.js`, whose numbers these are.
final class Harness implements AutoCloseable {

  private static final String GLOBAL = "__jensen";

  private final V8Runtime runtime;
  private final V8ValueFunction function;

  private Harness(V8Runtime runtime, V8ValueFunction function) {
    this.runtime = runtime;
    this.function = function;
  }

  /// Takes the function off the global object, where user code would find it.
  static Harness take(V8Runtime runtime) throws JavetException {
    try (V8ValueObject global = runtime.getGlobalObject()) {
      V8ValueFunction function = global.get(GLOBAL);
      global.delete(GLOBAL);
      return new Harness(runtime, function);
    }
  }

  /// Puts the function back, for a snapshot to keep, and lets go of it.
  void leave() throws JavetException {
    try (V8ValueObject global = runtime.getGlobalObject()) {
      global.set(GLOBAL, function);
    }
    close();
  }

  void register(String path, V8Value namespace) throws JavetException {
    function.callVoid(null, number(0), text(path), namespace);
  }

  void begin(Call call) throws JavetException {
    function.callVoid(
        null,
        number(1),
        text(call.module()),
        text(call.export()),
        text(call.type()),
        text(call.arguments()),
        runtime.createV8ValueDouble((double) call.nowMillis()),
        number((int) (call.seed() >>> 32)),
        number((int) call.seed()));
  }

  List<String> poll() throws JavetException {
    return unpacked(number(2));
  }

  void resume(String replies) throws JavetException {
    function.callVoid(null, number(3), text(replies));
  }

  /// Gives an action the answer to one of its calls.
  void answer(String reply) throws JavetException {
    function.callVoid(null, number(15), text(reply));
  }

  void rejected(V8Value promise, V8Value reason) throws JavetException {
    function.callVoid(null, number(4), promise, reason);
  }

  void handled(V8Value promise) throws JavetException {
    function.callVoid(null, number(5), promise);
  }

  /// Whether `reason` is what the context's own code rejects promises with to ask for something.
  boolean isMailbox(V8Value reason) throws JavetException {
    return isTrue(number(6), reason);
  }

  /// Sets what module-level code sees.
  ///
  /// @param strict whether reading a variable that is not set is a mistake
  void world(Bundle bundle, boolean strict) throws JavetException {
    var variables = new Packing().add(Integer.toString(bundle.environment().size()));
    bundle.environment().forEach((name, value) -> variables.add(name).add(value));
    function.callVoid(
        null,
        number(7),
        runtime.createV8ValueDouble((double) bundle.nowMillis()),
        number((int) (bundle.seed() >>> 32)),
        number((int) bundle.seed()),
        text(variables.packed()),
        runtime.createV8ValueBoolean(strict));
  }

  List<String> report(String subject, String path, V8Value namespace) throws JavetException {
    return unpacked(number(8), text(subject), text(path), namespace);
  }

  V8Value handler(int index) throws JavetException {
    return function.call(null, number(9), number(index));
  }

  List<String> lines() throws JavetException {
    return unpacked(number(10));
  }

  boolean isRegistered(String path) throws JavetException {
    return isTrue(number(11), text(path));
  }

  /// How many handlers the last report of functions found.
  int handlerCount() throws JavetException {
    return Integer.parseInt(unpacked(number(13)).getFirst());
  }

  /// The first variable that strict code read though it is not set, or the empty string.
  String missingVariable() throws JavetException {
    return unpacked(number(14)).getFirst();
  }

  Thrown thrown(V8Value value) throws JavetException {
    List<String> texts = unpacked(number(12), value);
    return new Thrown(texts.get(0), texts.get(1), null);
  }

  @Override
  public void close() throws JavetException {
    function.close();
  }

  private List<String> unpacked(V8Value... arguments) throws JavetException {
    try (V8Value answer = function.call(null, arguments)) {
      if (answer instanceof V8ValueString text) {
        return Packing.unpack(text.getValue());
      }
      throw new IllegalStateException("the harness answered no string");
    }
  }

  private boolean isTrue(V8Value... arguments) throws JavetException {
    try (V8Value answer = function.call(null, arguments)) {
      return answer instanceof V8ValueBoolean bool && bool.getValue();
    }
  }

  private V8Value number(int value) throws JavetException {
    return runtime.createV8ValueInteger(value);
  }

  private V8Value text(String value) throws JavetException {
    return runtime.createV8ValueString(value);
  }
}
