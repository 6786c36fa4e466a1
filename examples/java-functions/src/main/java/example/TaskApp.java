package example;

import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.FunctionAppProvider;

/// What the server loads.
public final class TaskApp implements FunctionAppProvider {

  @Override
  public FunctionApp app() {
    return FunctionApp.of(new Tasks()).withTables(Task.class, User.class);
  }
}
