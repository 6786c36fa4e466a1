package com.example.tasks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/// A service whose users have tasks. Its data is in a deployment, which sees who calls.
@SpringBootApplication
@EnableScheduling
public class TasksApplication {

  /// Starts the service.
  public static void main(String[] arguments) {
    SpringApplication.run(TasksApplication.class, arguments);
  }
}
