package dev.jensen.spring;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/// What [ConditionalOnText] means.
final class OnText extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    var property = metadata.getAnnotations().get(ConditionalOnText.class).getString("value");
    return StringUtils.hasText(context.getEnvironment().getProperty(property))
        ? ConditionOutcome.match("%s is set".formatted(property))
        : ConditionOutcome.noMatch("%s is not set, or empty".formatted(property));
  }
}
