package dev.jensen.backend.metrics;

import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.CompletionListener;
import dev.jensen.backend.function.Progress;
import dev.jensen.backend.function.ServiceUse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Counts what functions do, and collects what others measure.
///
/// Nothing but counters costs anything before the first scrape: servers that nobody watches start
/// as fast as without. Names of functions are no labels: there may be too many.
///
/// Thread-safe.
public final class Metrics implements CompletionListener, AutoCloseable {

  private final CompletionListener next;
  private final Map<Calls, LongAdder> calls = new ConcurrentHashMap<>();
  private final List<Measure> measures = new ArrayList<>();
  private volatile @Nullable PrometheusMeterRegistry registry;

  // Guarded by this.
  private @Nullable JvmGcMetrics garbage;

  /// What is counted together.
  private record Calls(String type, String outcome, boolean cached) {}

  /// @param counts whether it only grows
  private record Measure(
      String name,
      String description,
      Map<String, String> labels,
      boolean counts,
      DoubleSupplier value) {}

  /// Passes on everything to `next`.
  public Metrics(CompletionListener next) {
    this.next = next;
  }

  /// Publishes what `value` says at each scrape. To be called before the first one.
  ///
  /// @param name with underscores, such as `jensen_sessions`
  public void gauge(
      String name, String description, Map<String, String> labels, DoubleSupplier value) {
    measures.add(new Measure(name, description, labels, false, value));
  }

  /// As [#gauge], for a value that only grows.
  public void counter(
      String name, String description, Map<String, String> labels, DoubleSupplier value) {
    measures.add(new Measure(name, description, labels, true, value));
  }

  @Override
  public void served(ServiceUse use) {
    next.served(use);
  }

  @Override
  public void completed(Completion completion) {
    next.completed(completion);
    var type = completion.type().display().toLowerCase(Locale.ROOT);
    var outcome = completion.error() == null ? "success" : "failure";
    calls
        .computeIfAbsent(new Calls(type, outcome, completion.cached()), this::newCounter)
        .increment();
    var scraped = registry;
    if (scraped != null) {
      timer(scraped, type).record(completion.total());
    }
  }

  @Override
  public void progressed(Progress progress) {
    next.progressed(progress);
  }

  /// Everything, in the text format of Prometheus.
  public String scrape() {
    var existing = registry;
    return (existing == null ? open() : existing).scrape();
  }

  @Override
  public synchronized void close() {
    if (garbage != null) {
      garbage.close();
    }
    var open = registry;
    if (open != null) {
      open.close();
    }
  }

  private synchronized PrometheusMeterRegistry open() {
    var existing = registry;
    if (existing != null) {
      return existing;
    }
    var opened = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(opened);
    new JvmThreadMetrics().bindTo(opened);
    new ProcessorMetrics().bindTo(opened);
    var gc = new JvmGcMetrics();
    gc.bindTo(opened);
    garbage = gc;
    measures.forEach(measure -> register(opened, measure));
    calls.forEach((key, count) -> register(opened, key, count));
    registry = opened;
    return opened;
  }

  private synchronized LongAdder newCounter(Calls key) {
    var count = new LongAdder();
    var open = registry;
    if (open != null) {
      register(open, key, count);
    }
    return count;
  }

  private static void register(PrometheusMeterRegistry registry, Measure measure) {
    ToDoubleFunction<DoubleSupplier> value = DoubleSupplier::getAsDouble;
    if (measure.counts()) {
      var counter =
          FunctionCounter.builder(measure.name(), measure.value(), value)
              .description(measure.description());
      measure.labels().forEach(counter::tag);
      counter.register(registry);
    } else {
      var gauge =
          Gauge.builder(measure.name(), measure.value(), value)
              .description(measure.description())
              .strongReference(true);
      measure.labels().forEach(gauge::tag);
      gauge.register(registry);
    }
  }

  private static void register(PrometheusMeterRegistry registry, Calls key, LongAdder count) {
    FunctionCounter.builder("jensen_function_calls", count, LongAdder::doubleValue)
        .description("Finished calls of functions")
        .tag("type", key.type())
        .tag("outcome", key.outcome())
        .tag("cached", Boolean.toString(key.cached()))
        .register(registry);
  }

  private static Timer timer(PrometheusMeterRegistry registry, String type) {
    return Timer.builder("jensen_function")
        .description("From a call to its result")
        .tag("type", type)
        .publishPercentileHistogram()
        .register(registry);
  }
}
