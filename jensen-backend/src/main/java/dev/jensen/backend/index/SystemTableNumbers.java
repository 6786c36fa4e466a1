package dev.jensen.backend.index;

import java.util.Map;

/// The fixed numbers of system tables (`spec/values-and-data.md` §4.2). Once given, a number stays.
public final class SystemTableNumbers {

  /// System tables without a fixed number get the next one from here on.
  public static final long FIRST_FREE = 640;

  /// User tables are numbered from here on.
  public static final long FIRST_USER = 10_001;

  private static final Map<String, Long> NUMBERS =
      Map.ofEntries(
          Map.entry("_tables", 513L),
          Map.entry("_index", 514L),
          Map.entry("_modules", 515L),
          Map.entry("_module_sources", 516L),
          Map.entry("_environment_variables", 517L),
          Map.entry("_schemas", 518L),
          Map.entry("_pending_schemas", 519L),
          Map.entry("_auth_config", 520L),
          Map.entry("_udf_config", 521L),
          Map.entry("_app_definition", 522L),
          Map.entry("_origins", 523L),
          Map.entry("_pushes", 524L),
          Map.entry("_session_requests", 525L),
          Map.entry("_exports", 526L),
          Map.entry("_imports", 527L),
          Map.entry("_restores", 528L),
          Map.entry("_appended_documents", 529L),
          Map.entry("_files", 536L),
          Map.entry("_file_urls", 537L),
          Map.entry("_scheduled_functions", 539L),
          Map.entry("_storage", 540L),
          Map.entry("_scheduled_queue", 560L),
          Map.entry("_finished_jobs", 561L),
          Map.entry("_cron_jobs", 562L),
          Map.entry("_cron_runs", 563L),
          Map.entry("_java_app", 565L),
          Map.entry("_java_modules", 566L),
          Map.entry("_service_tokens", 570L),
          Map.entry("_service_token_uses", 571L),
          Map.entry("_service_token_totals", 572L));

  private SystemTableNumbers() {}

  /// The fixed number of the system table of this name.
  public static long of(String name) {
    var fixed = NUMBERS.get(name);
    if (fixed == null) {
      throw new IllegalArgumentException("%s has no fixed number".formatted(name));
    }
    return fixed;
  }

  /// The number a new table of this name gets.
  public static long next(Catalog catalog, String name) {
    var fixed = NUMBERS.get(name);
    if (fixed != null) {
      return fixed;
    }
    boolean system = name.startsWith("_");
    long first = system ? FIRST_FREE : FIRST_USER;
    return catalog.incarnations().stream()
        .filter(table -> table.isSystem() == system && table.number() >= first)
        .mapToLong(table -> table.number() + 1)
        .max()
        .orElse(first);
  }
}
