package dev.jensen.isolate;

import com.caoccao.javet.exceptions.BaseJavetScriptingException;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IV8ModuleResolver;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.IV8Module;
import com.caoccao.javet.values.reference.V8Module;
import com.caoccao.javet.values.reference.V8ValuePromise;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Thrown;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles, links and evaluates the modules of one bundle (`spec/function-runtime.md` §1).
///
/// Each module has the URL `convex:/` and its path; a relative specifier is resolved against the
/// URL of the module that imports it.
final class Modules implements IV8ModuleResolver {

  private static final String SCHEME = "convex:/";

  private final Map<String, String> sources = new HashMap<>();
  private final Map<String, byte[]> codeCaches = new HashMap<>();
  private final Map<String, V8Module> compiled = new HashMap<>();
  private final boolean cachesCode;
  private @Nullable String missing;

  /// Serves the modules of `bundle`.
  ///
  /// @param cachesCode whether modules will be compiled again and again; an isolate that makes a
  ///   snapshot cannot
  Modules(Bundle bundle, boolean cachesCode) {
    this.cachesCode = cachesCode;
    bundle.modules().forEach(module -> sources.put(SCHEME + module.path(), module.text()));
  }

  /// Evaluates the module at `path` and everything it imports, and returns its namespace.
  ///
  /// @throws ModuleThrewException if a module is missing, malformed or throws
  V8Value load(V8Runtime runtime, Harness harness, String path) throws JavetException {
    missing = null;
    try {
      V8Module module = module(runtime, SCHEME + path);
      if (module == null) {
        throw new ModuleThrewException(notFound(path));
      }
      if (module.getStatus() < V8Module.Instantiated) {
        module.instantiate();
      }
      try (V8Value completion = module.evaluate()) {
        requireFulfilled(completion, harness);
      }
      return module.getNamespace();
    } catch (BaseJavetScriptingException e) {
      throw new ModuleThrewException(missing == null ? refused(e) : notFound(missing));
    }
  }

  @Override
  public String getAbsoluteResourceName(V8Runtime runtime, String specifier, IV8Module importer)
      throws JavetException {
    return Specifiers.resolve(specifier, importer.getResourceName());
  }

  @Override
  public @Nullable IV8Module resolve(V8Runtime runtime, String specifier, IV8Module importer)
      throws JavetException {
    String url = Specifiers.resolve(specifier, importer.getResourceName());
    IV8Module module = module(runtime, url);
    if (module == null) {
      missing = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : url;
    }
    return module;
  }

  /// Lets go of the modules compiled since the last context; what they export lives on.
  void release() throws JavetException {
    for (V8Module module : compiled.values()) {
      module.close(true);
    }
    compiled.clear();
  }

  private @Nullable V8Module module(V8Runtime runtime, String url) throws JavetException {
    V8Module known = compiled.get(url);
    if (known != null) {
      return known;
    }
    String source = sources.get(url);
    if (source == null) {
      return null;
    }
    byte[] cached = codeCaches.get(url);
    V8Module module =
        runtime.getExecutor(source, cached).setResourceName(url).setModule(true).compileV8Module();
    compiled.put(url, module);
    if (cachesCode && cached == null) {
      codeCaches.put(url, module.getCachedData());
    }
    return module;
  }

  private static void requireFulfilled(V8Value completion, Harness harness) throws JavetException {
    if (!(completion instanceof V8ValuePromise promise)) {
      return;
    }
    switch (promise.getState()) {
      case V8ValuePromise.STATE_FULFILLED -> {}
      case V8ValuePromise.STATE_REJECTED -> {
        promise.markAsHandled();
        try (V8Value reason = promise.getResult()) {
          throw new ModuleThrewException(harness.thrown(reason));
        }
      }
      default ->
          throw new ModuleThrewException(
              new Thrown("Top-level awaits in source files are unsupported", "", null));
    }
  }

  private static Thrown notFound(String path) {
    return new Thrown(
        "Couldn't find JavaScript module '%s'. Did you forget to run `npx convex dev`?"
            .formatted(path),
        "",
        null);
  }

  private static Thrown refused(BaseJavetScriptingException e) {
    var error = e.getScriptingError();
    String at =
        error.getResourceName() == null || error.getLineNumber() <= 0
            ? ""
            : "    at %s:%d:%d"
                .formatted(
                    error.getResourceName(), error.getLineNumber(), error.getStartColumn() + 1);
    return new Thrown("Uncaught " + e.getMessage(), at, null);
  }
}
