package dev.jensen.functions;

import java.util.ArrayList;
import java.util.List;

/// The functions and tables of an application.
///
/// Functions are the public and other methods of the given objects that are annotated with [Query],
/// [Mutation], [Action] or [HttpAction]. An object is used by many threads at once, and what it
/// holds besides its collaborators would be shared by transactions that must not know of each
/// other: give it final fields only. The module is named after the class, `Tasks` being `tasks`, or
/// by [Functions].
///
/// Immutable.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="app"}
///
/// @param modules objects with functions
/// @param tables records or unions with [Table]
/// @param crons what runs again and again
public record FunctionApp(List<Object> modules, List<Class<?>> tables, List<Cron> crons) {

  /// Copies the lists.
  public FunctionApp {
    modules = List.copyOf(modules);
    tables = List.copyOf(tables);
    crons = List.copyOf(crons);
  }

  /// An application with the functions of these objects.
  public static FunctionApp of(Object... modules) {
    return new FunctionApp(List.of(modules), List.of(), List.of());
  }

  /// The same application with the functions of this object as well.
  public FunctionApp with(Object module) {
    var all = new ArrayList<>(modules);
    all.add(module);
    return new FunctionApp(all, tables, crons);
  }

  /// The same application with these tables as well.
  public FunctionApp withTables(Class<?>... more) {
    var all = new ArrayList<>(tables);
    all.addAll(List.of(more));
    return new FunctionApp(modules, all, crons);
  }

  /// The same application with these jobs as well.
  public FunctionApp withCrons(Cron... more) {
    var all = new ArrayList<>(crons);
    all.addAll(List.of(more));
    return new FunctionApp(modules, tables, all);
  }
}
