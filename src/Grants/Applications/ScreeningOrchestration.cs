using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>Reminds those who screen until an application is screened: first the managers, then the administrators as well.</summary>
public static class ScreeningOrchestration
{
    /// <summary>The id of an application's instance.</summary>
    internal static string InstanceId(Guid applicationId) => $"screening-{applicationId}";

    /// <summary>The orchestrator. It ends when the application is no longer being screened.</summary>
    [Function(nameof(ScreeningOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<StageInput>()!;
        var reminders = await context.CallActivityAsync<Reminder[]>(nameof(ScreeningActivities.PlanScreening), input, StageRetries.Options);
        foreach (var reminder in reminders)
        {
            while (await context.RungBeforeAsync(reminder.At))
            {
                if (!await context.CallActivityAsync<bool>(nameof(ScreeningActivities.AwaitsScreening), input, StageRetries.Options)) return;
            }

            var due = new ScreeningReminder(input.SubjectId, reminder.Occasion);
            if (!await context.CallActivityAsync<bool>(nameof(ScreeningActivities.RemindScreening), due, StageRetries.Options)) return;
        }

        // The map's reminders are used up and nobody has screened: it begins again with weekly ones.
        if (reminders.Length > 0) context.ContinueAsNew(input);
    }

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken)
    {
        var applications = await db.Applications.Where(application => application.Stage == Stage.Screening).Select(application => application.Id).ToListAsync(cancellationToken);
        return applications.ConvertAll(id => new ExpectedInstance(nameof(ScreeningOrchestration), InstanceId(id), id));
    }
}
