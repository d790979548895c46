using System.IO.Compression;
using System.Text;

namespace Heed.Apps.Tests;

/// <summary>The library as a package: what is in it, and a program that references it from a folder.</summary>
public sealed class PackageTests
{
    [Fact]
    public void A_program_that_references_the_package_from_a_folder_translates()
    {
        using var folder = new TemporaryFolder();
        string version = $"0.1.0-test{Environment.ProcessId}";
        string project = Path.Combine(HeedProcess.Root, "src", "Heed", "Heed.csproj"), feed = Path.Combine(folder.Path, "feed");
        Dotnet(folder.Path, "pack", project, "--no-build", "-c", Configuration, "-o", feed, $"-p:PackageVersion={version}", "-nologo", "-v:quiet");
        CheckContents(Path.Combine(feed, $"Heed.{version}.nupkg"));
        CheckSymbols(Path.Combine(feed, $"Heed.{version}.snupkg"));

        folder.Write("app/nuget.config", $"""
            <configuration>
              <packageSources><add key="heed" value="{feed}" /></packageSources>
            </configuration>
            """);
        folder.Write("app/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <HeedTool>dotnet "{HeedProcess.Tool}"</HeedTool>
                <HeedModel>{Path.Combine(HeedProcess.Root, "models", "fr-en")}</HeedModel>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Heed" Version="{version}" /></ItemGroup>
              <ItemGroup><HeedLocalize Include="Messages.resx" Languages="en" /></ItemGroup>
            </Project>
            """);
        string[] readme = File.ReadAllLines(Path.Combine(HeedProcess.Root, "src", "Heed", "PACKAGE.md"));
        int code = Array.IndexOf(readme, "```csharp") + 1;
        folder.Write("app/Program.cs", string.Join('\n', readme[code..Array.IndexOf(readme, "```", code)]));
        folder.Write("app/Directory.Build.props", "<Project />");
        folder.Write("app/Directory.Packages.props", "<Project />");
        folder.Write("app/Messages.resx", "<root><resheader name=\"version\"><value>2.0</value></resheader><resheader name=\"resmimetype\"><value>text/microsoft-resx</value></resheader>"
            + "<resheader name=\"reader\"><value>System.Resources.ResXResourceReader, System.Windows.Forms</value></resheader><resheader name=\"writer\"><value>System.Resources.ResXResourceWriter, System.Windows.Forms</value></resheader>"
            + "<data name=\"Station\" xml:space=\"preserve\"><value>Où est la gare ?</value></data></root>");
        string app = Path.Combine(folder.Path, "app");
        Dotnet(app, "build", "-c", "Release", "-o", "out", "-nologo", "-v:quiet");
        string output = Dotnet(HeedProcess.Root, Path.Combine(app, "out", "app.dll"));                   // the readme's program names models/fr-en
        Assert.Equal("I have a red car.", output.Trim());
        Assert.Contains("<value>Where's the station?</value>", File.ReadAllText(Path.Combine(app, "Messages.en.resx")));   // localised at build
        Assert.True(File.Exists(Path.Combine(app, "out", "en", "app.resources.dll")));

        string unpacked = Path.Combine(Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"), "heed", version);
        if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
    }

    [Fact]
    public void The_tool_installs_from_its_package_and_brings_its_models()
    {
        using var folder = new TemporaryFolder();
        string version = $"0.1.0-test{Environment.ProcessId}", feed = Path.Combine(folder.Path, "feed"), tools = Path.Combine(folder.Path, "tools");
        Dotnet(folder.Path, "pack", Path.Combine(HeedProcess.Root, "src", "Heed.Cli", "Heed.Cli.csproj"), "--no-build", "-c", Configuration, "-o", feed, $"-p:PackageVersion={version}", "-nologo", "-v:quiet");
        folder.Write("nuget.config", $"<configuration><packageSources><clear /><add key=\"heed\" value=\"{feed}\" /></packageSources></configuration>");
        Dotnet(folder.Path, "tool", "install", "Heed.Cli", "--version", version, "--tool-path", tools, "--configfile", Path.Combine(folder.Path, "nuget.config"));
        HeedProcess.Result said = HeedProcess.RunProgram(Path.Combine(tools, OperatingSystem.IsWindows() ? "heed.exe" : "heed"), ["translate", "Où est la gare ?"], folder.Path);
        Assert.True(said.Code == 0, said.Error);
        Assert.Equal("Where's the station?", said.Output.Trim());
    }

    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static void CheckContents(string package)
    {
        Assert.InRange(new FileInfo(package).Length, 1, 3 << 20);
        using ZipArchive zip = ZipFile.OpenRead(package);
        string[] names = [.. zip.Entries.Select(static entry => entry.FullName).Where(static name => !IsEnvelope(name)).Order(StringComparer.Ordinal)];
        Assert.Equal(["Heed.nuspec", "LICENSE", "PACKAGE.md", "build/Heed.targets", "buildTransitive/Heed.targets", "lib/net10.0/Heed.dll", "lib/net10.0/Heed.xml"], names);
        CheckPaths(zip.GetEntry("lib/net10.0/Heed.dll")!);
        using var reader = new StreamReader(zip.GetEntry("Heed.nuspec")!.Open());
        string nuspec = reader.ReadToEnd();
        Assert.Contains("<license type=\"expression\">MIT</license>", nuspec);
        Assert.Contains("<readme>PACKAGE.md</readme>", nuspec);
        foreach (string needed in (string[])["<authors>The Heed authors</authors>", "<description>", "<tags>"]) Assert.Contains(needed, nuspec);
        Assert.DoesNotContain("BannedApiAnalyzers", nuspec);
    }

    private static void CheckSymbols(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        Assert.Equal(["Heed.nuspec", "lib/net10.0/Heed.pdb"], zip.Entries.Select(static entry => entry.FullName).Where(static name => !IsEnvelope(name)).Order(StringComparer.Ordinal));
        CheckPaths(zip.GetEntry("lib/net10.0/Heed.pdb")!);
    }

    // What every package has by its format.
    private static bool IsEnvelope(string name) => name is "[Content_Types].xml" || name.StartsWith("_rels/", StringComparison.Ordinal) || name.StartsWith("package/", StringComparison.Ordinal);

    // A path of the machine that built it would make each machine's package another one. Without git nobody knows where the sources begin.
    private static void CheckPaths(ZipArchiveEntry entry)
    {
        if (Configuration != "release" || !Path.Exists(Path.Combine(HeedProcess.Root, ".git"))) return;
        using var bytes = new MemoryStream();
        using (Stream content = entry.Open()) content.CopyTo(bytes);
        Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(HeedProcess.Root + Path.DirectorySeparatorChar)));
    }

    private static string Dotnet(string directory, params string[] arguments)
    {
        HeedProcess.Result result = HeedProcess.RunProgram("dotnet", arguments, directory);
        Assert.True(result.Code == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result.Output;
    }
}
