package dev.jensen.spring.embedded;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Says what to do when functions ask for a client of the deployment that they are part of: the
/// deployment starts with its functions, and there is no client before it.
// Before Spring Boot's own, which knows of cycles but not the way out of this one.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OwnClientFailureAnalyzer
    extends AbstractFailureAnalyzer<BeanCurrentlyInCreationException> {

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable failure, BeanCurrentlyInCreationException cause) {
    var beans = beans(failure);
    if (!beans.contains(JensenEmbeddedAutoConfiguration.BACKEND)) {
      return null;
    }
    return new FailureAnalysis(
        "Functions in Java ask for a client of the deployment that they are part of, which starts with them: %s."
            .formatted(String.join(" -> ", beans)),
        "Ask for an ObjectProvider<ConvexHttpClient>, and for its getObject() when a function runs;"
            + " or for a @Lazy ConvexFunctions, which looks for the client when it is first"
            + " called.",
        cause);
  }

  /// The beans that wait for each other, each for the next one.
  private static List<String> beans(Throwable failure) {
    var beans = new ArrayList<String>();
    for (var next = failure; next != null; next = next.getCause()) {
      if (next instanceof BeanCreationException creation && creation.getBeanName() != null) {
        beans.add(creation.getBeanName());
      }
    }
    return beans;
  }
}
