using System.Runtime.InteropServices;
using Grants.Local;
using Grants.Local.Backups;
using Grants.Local.Demo;
using Grants.Local.Seed;

CommandLine line;
try
{
    line = CommandLine.Parse(args);
}
catch (CommandLineException exception)
{
    Console.Error.WriteLine($"{exception.Message}; --help shows what there is.");
    return 2;
}

if (line.Command == LocalCommand.Help)
{
    Console.Out.WriteLine(CommandLine.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true; // the end comes in order, below
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    return line.Command switch
    {
        LocalCommand.Serve => await ServeAsync(line, stop.Token),
        LocalCommand.VerifyAudit => await VerifyAudit.RunAsync(line, Console.Out, stop.Token),
        LocalCommand.Backup => await BackupCommand.BackUpAsync(line, Console.Out, stop.Token),
        LocalCommand.Restore => await BackupCommand.RestoreAsync(line, Console.Out, stop.Token),
        LocalCommand.Demo => await DemoCommand.RunAsync(line, Console.Out, stop.Token),
        _ => throw new InvalidOperationException($"Nothing carries out {line.Command}."),
    };
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception, line.DataDirectory) is { } reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}

static async Task<int> ServeAsync(CommandLine line, CancellationToken cancellationToken)
{
    await using var host = await LocalHost.PrepareAsync(line, Console.Out, cancellationToken);
    await host.StartAsync(cancellationToken);
    if (!line.Empty) await IllustrativeProgramme.PutInAsync(host.Services, cancellationToken);
    Console.Out.WriteLine($"""
        The portal is at {host.Address}
          mail   {host.Address}dev/mail
          app    {host.Address}dev/authenticator
          clock  {host.Address}dev/clock
          data   {line.DataDirectory}
        """);
    if (await SignInGuide.LinesAsync(host.Services, cancellationToken) is { Count: > 0 } guide)
        Console.Out.WriteLine($"To sign in, ask for a code with one of these addresses; the code arrives in the mailbox above. Whoever has a role then types the code of the authenticator app above.\n{string.Join('\n', guide)}");
    Console.Out.WriteLine("Ctrl+C stops it.");
    await host.RunAsync(cancellationToken);
    return 0;
}
